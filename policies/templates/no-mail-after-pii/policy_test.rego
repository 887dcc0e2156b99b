package writ_test

import data.writ

rule(tool, labels) := name if {
	name := writ.decision.rule with input as {"tool": tool, "labels": labels}
		with data.free as ["clock"]
		with data.reading as ["read"]
		with data.sending as ["send"]
		with data.labels as ["pii", "secret"]
}

test_free_tools_and_reading_are_allowed if {
	rule("clock", ["pii"]) == "free"
	rule("read", ["pii"]) == "read"
}

test_a_clean_session_sends if {
	rule("send", []) == "clean"
	rule("send", ["internal"]) == "clean"
}

test_a_labelled_session_does_not if {
	rule("send", ["pii"]) == "labelled"
	rule("send", ["internal", "secret"]) == "labelled"
}

test_without_labels_nothing_is_sent if {
	rule("send", null) == "labels-unknown"
	writ.decision.rule == "labels-unknown" with input as {"tool": "send"} with data.sending as ["send"]
}

test_everything_else_is_denied if {
	rule("steal", []) == "unknown-tool"
	writ.decision.verdict == "DENY" with input as {}
}

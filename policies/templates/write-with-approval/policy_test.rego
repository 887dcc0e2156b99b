package writ_test

import data.writ

sample := {
	"tools": {"get": "read", "put": "change", "drop": "erasure", "typo": "raed", "twice": "both"},
	"allowed": {"read": "reading changes nothing", "both": "allowed"},
	"approval": {"change": "a change charges", "both": "needs approval"},
	"forbidden": {"erasure": "for people only"},
}

decided(tool) := decision if {
	decision := writ.decision with input as {"tool": tool}
		with data.tools as sample.tools
		with data.allowed as sample.allowed
		with data.approval as sample.approval
		with data.forbidden as sample.forbidden
}

test_reading_is_allowed if decided("get") == {
	"verdict": "ALLOW",
	"rule": "read",
	"reason": "reading changes nothing",
}

test_changing_needs_an_approval if decided("put").verdict == "REQUIRE_APPROVAL"

test_forbidden_kinds_are_denied_with_their_reason if {
	decided("drop").verdict == "DENY"
	decided("drop").reason == "for people only"
}

test_the_stricter_list_wins if decided("twice").verdict == "REQUIRE_APPROVAL"

test_everything_else_is_denied if {
	every tool in ["typo", "", "GET", "read"] {
		decided(tool).rule == "unknown-tool"
	}
	writ.decision.verdict == "DENY" with input as {}
}

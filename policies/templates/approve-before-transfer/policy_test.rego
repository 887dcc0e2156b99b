package writ_test

import data.writ

rule(tool, facts) := name if {
	name := writ.decision.rule with input as {"tool": tool, "facts": facts}
		with data.free as ["look"]
		with data.checks as ["check"]
		with data.transfers as ["transfer"]
}

test_free_tools_and_checks_are_allowed if {
	rule("look", {"checks_done": 0}) == "free"
	rule("check", {"checks_done": 0}) == "check"
}

test_a_transfer_needs_a_check if {
	rule("transfer", {"checks_done": 0}) == "not-checked"
	rule("transfer", {"checks_done": 1}) == "checked"
	rule("transfer", {"checks_done": 7}) == "checked"
}

test_what_nobody_counted_is_no_check if {
	rule("transfer", {}) == "not-checked"
	rule("transfer", {"checks_done": null}) == "not-checked"
	rule("transfer", {"checks_done": "5"}) == "not-checked"
}

test_everything_else_is_denied if {
	rule("steal", {"checks_done": 5}) == "unknown-tool"
	writ.decision.verdict == "DENY" with input as {}
}

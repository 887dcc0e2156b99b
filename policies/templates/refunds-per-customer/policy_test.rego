package writ_test

import data.writ

rule(tool, facts) := name if {
	name := writ.decision.rule with input as {"tool": tool, "facts": facts}
		with data.free as ["look"]
		with data.refunds as ["refund"]
		with data.per_day as 3
}

test_free_tools_are_allowed if rule("look", {}) == "free"

test_a_few_refunds_go_alone if {
	every today in [0, 1, 2] {
		rule("refund", {"refunds_today": today}) == "within-day"
	}
}

test_more_need_a_person if {
	every today in [3, 4, 100] {
		rule("refund", {"refunds_today": today}) == "many-refunds"
	}
}

test_what_nobody_counted_is_denied if {
	rule("refund", {}) == "not-counted"
	rule("refund", {"refunds_today": "2"}) == "not-counted"
}

test_everything_else_is_denied if {
	rule("steal", {"refunds_today": 0}) == "unknown-tool"
	writ.decision.verdict == "DENY" with input as {}
}

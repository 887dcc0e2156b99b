package writ_test

import data.writ

rule(tool, paid, amount) := name if {
	name := writ.decision.rule with input as {
		"tool": tool,
		"arguments": {"amount": amount},
		"facts": {"paid_this_month": paid},
	}
		with data.free as ["look"]
		with data.payments as ["pay"]
		with data.total as 100
}

test_free_tools_are_allowed if rule("look", 0, 0) == "free"

test_up_to_the_total_is_paid if {
	rule("pay", 0, 100) == "within-total"
	rule("pay", 99.5, 0.5) == "within-total"
}

test_nothing_above_it_is if {
	rule("pay", 0, 100.01) == "above-total"
	rule("pay", 100, 1) == "above-total"
}

test_what_nobody_counted_is_denied if {
	rule("pay", null, 1) == "not-counted"
	rule("pay", 5, "1") == "not-counted"
	writ.decision.rule == "not-counted" with input as {"tool": "pay", "arguments": {"amount": 1}}
		with data.payments as ["pay"]
}

test_everything_else_is_denied if {
	rule("steal", 0, 1) == "unknown-tool"
	writ.decision.verdict == "DENY" with input as {}
}

package writ_test

import data.writ

sample := {"pay": {"alone": 50, "ceiling": 500}}

rule_in(tool, arguments, allowed) := name if {
	name := writ.decision.rule with input as {
		"tool": tool,
		"arguments": arguments,
		"session": {"allowed": allowed},
	}
		with data.currency as "EUR"
		with data.free as ["price"]
		with data.calls_per_session as 3
		with data.spending as sample
}

rule(arguments) := rule_in("pay", arguments, 0)

test_free_tools_are_allowed if rule_in("price", {}, 100) == "free"

test_up_to_the_limit_is_spent_alone if {
	every amount in [0.01, 49, 50] {
		rule({"amount": amount}) == "within-limit"
	}
	rule({"amount": 50, "currency": "EUR"}) == "within-limit"
}

test_above_the_limit_needs_a_person if {
	every amount in [50.01, 51, 500] {
		rule({"amount": amount}) == "above-limit"
	}
}

test_above_the_ceiling_is_denied if {
	every amount in [500.01, 1e12] {
		rule({"amount": amount}) == "above-ceiling"
	}
}

test_amounts_that_are_none_are_denied if {
	every amount in [0, -5, "5", null, [5], true] {
		rule({"amount": amount}) == "amount-invalid"
	}
	rule({}) == "amount-invalid"
	rule({"amount": 5, "currency": "USD"}) == "amount-invalid"
}

test_a_busy_session_needs_a_person if {
	rule_in("pay", {"amount": 5}, 2) == "within-limit"
	rule_in("pay", {"amount": 5}, 3) == "busy-session"
}

test_everything_else_is_denied if {
	rule_in("steal", {"amount": 5}, 0) == "unknown-tool"
	writ.decision.verdict == "DENY" with input as {}
}

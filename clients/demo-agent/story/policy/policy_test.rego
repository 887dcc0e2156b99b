package writ_test

import data.writ

rule(tool, given, refunds) := name if {
	name := writ.decision.rule with input as {"tool": tool, "arguments": given, "facts": {"refunds_today": refunds}}
		with data.read as ["look"]
		with data.letters as ["write"]
		with data.alone_up_to as 100
		with data.per_day as 3
}

test_looking_is_free if rule("look", {}, 0) == "read-tools"

test_customers_are_written_to if rule("write", {}, 0) == "letters"

test_a_large_refund_needs_a_person if rule("refund_payment", {"amount": 101}, 0) == "large-refund"

test_small_refunds_go_alone if {
	every refunds in [0, 1, 2] {
		rule("refund_payment", {"amount": 100}, refunds) == "small-refund"
	}
}

test_not_for_ever if {
	every refunds in [3, 4] {
		rule("refund_payment", {"amount": 100}, refunds) == "many-refunds"
	}
}

test_anything_else_is_denied if rule("run_sql", {}, 0) == "unknown-tool"

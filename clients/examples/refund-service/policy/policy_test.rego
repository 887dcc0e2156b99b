package writ_test

import data.writ

limits := {"production": {"support": 100}}

refund(role, amount, environment) := decision if {
	context := {"role": role, "resource": "order", "action": "refund", "environment": environment}
	call := {"tool": "refund", "arguments": {"amount": amount}, "context": context}
	decision := writ.decision with input as call with data.limits as limits
}

test_support_refunds_small_amounts_and_finance_is_told if {
	decision := refund("support", 100, "production")
	decision.verdict == "ALLOW"
	decision.obligations == [{"type": "notify", "team": "finance"}]
}

test_more_needs_an_approval if refund("support", 100.01, "production").rule == "large-refund"

test_others_refund_nothing if {
	every role in ["guest", "", null] {
		refund(role, 1, "production").verdict == "DENY"
	}
	refund("support", 1, "staging").rule == "not-listed"
	refund("support", "1", "production").rule == "not-listed"
	writ.decision.verdict == "DENY" with input as {}
}

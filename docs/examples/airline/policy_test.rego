package writ_test

import data.writ

decided(tool, arguments) := decision if {
	decision := writ.decision with input as {"tool": tool, "arguments": arguments}
}

verdict(tool, arguments) := decided(tool, arguments).verdict

rule(tool, arguments) := decided(tool, arguments).rule

test_reading_is_allowed if {
	every tool in ["get_reservation_details", "get_user_details", "list_all_airports", "search_direct_flight", "search_onestop_flight"] {
		verdict(tool, {}) == "ALLOW"
		rule(tool, {}) == "read"
	}
}

test_thinking_and_handing_over_are_allowed if {
	verdict("think", {"thought": "hm"}) == "ALLOW"
	verdict("calculate", {"expression": "1 + 1"}) == "ALLOW"
	rule("transfer_to_human_agents", {"summary": "angry"}) == "handover"
}

test_what_charges_or_refunds_needs_approval if {
	expected := {
		"book_reservation": "booking",
		"update_reservation_baggages": "change",
		"update_reservation_flights": "change",
		"update_reservation_passengers": "change",
		"cancel_reservation": "cancellation",
	}
	every tool, name in expected {
		verdict(tool, {"reservation_id": "ABC123"}) == "REQUIRE_APPROVAL"
		rule(tool, {"reservation_id": "ABC123"}) == name
	}
}

test_certificate_at_the_limit_needs_approval if {
	every amount in [0.01, 50, 100] {
		verdict("send_certificate", {"amount": amount}) == "REQUIRE_APPROVAL"
	}
}

test_certificate_above_the_limit_is_denied if {
	rule("send_certificate", {"amount": 100.01}) == "certificate_above_limit"
	verdict("send_certificate", {"amount": 100.01}) == "DENY"
	verdict("send_certificate", {"amount": 1e300}) == "DENY"
}

test_the_limit_comes_from_data if {
	decision := writ.decision with input as {"tool": "send_certificate", "arguments": {"amount": 60}}
		with data.airline.certificateLimit as 50
	decision.verdict == "DENY"
	decision.reason == "60 is above the limit of 50"
}

test_certificate_without_a_usable_amount_is_denied if {
	every arguments in [{}, {"amount": "5"}, {"amount": 0}, {"amount": -5}, {"amount": null}, {"amount": [5]}] {
		rule("send_certificate", arguments) == "certificate_amount_invalid"
	}
}

test_everything_else_is_denied if {
	every tool in ["delete_user", "", "GET_USER_DETAILS", "read", "certificate"] {
		verdict(tool, {"amount": 1}) == "DENY"
		rule(tool, {"amount": 1}) == "unknown_tool"
	}
	writ.decision.rule == "unknown_tool" with input as {}
}

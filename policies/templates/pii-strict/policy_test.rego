package writ_test

import data.writ

rule(tool, arguments) := name if {
	name := writ.decision.rule with input as {"tool": tool, "arguments": arguments}
		with data.internal as ["crm", "search"]
		with data.outgoing as ["mail"]
		with data.cleared as ["crm"]
}

carriers := [
	{"to": "ann@example.org"},
	{"deep": [{"list": ["call ANN@Example.org today"]}]},
	{"ann@example.org": true},
	{"card": "4111 1111 1111 1111"},
	{"card": 4111111111111111},
	{"account": "DE89 3704 0044 0532 0130 00"},
	{"ssn": "078-05-1120"},
]

test_personal_data_is_denied_where_it_is_not_cleared if {
	every arguments in carriers {
		rule("search", arguments) == "personal-data"
		rule("mail", arguments) == "personal-data"
	}
}

test_cleared_tools_may_have_it if {
	every arguments in carriers {
		rule("crm", arguments) == "internal"
	}
}

test_cleared_calls_are_masked_in_logs if {
	decision := writ.decision with input as {"tool": "crm", "arguments": {"to": "ann@example.org"}}
		with data.internal as ["crm"]
		with data.cleared as ["crm"]
	decision.obligations == [{"type": "mask-in-log", "kinds": ["an e-mail address"]}]
}

test_ordinary_calls_are_allowed if {
	every arguments in [{}, {"query": "opening hours", "page": 2}, {"flag": null}] {
		rule("search", arguments) == "internal"
	}
}

test_outgoing_calls_need_a_person if rule("mail", {"body": "hello"}) == "outgoing"

test_everything_else_is_denied if {
	rule("drop_table", {}) == "unknown-tool"
	writ.decision.verdict == "DENY" with input as {}
}

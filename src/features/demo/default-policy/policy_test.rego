package writ_test

import data.writ

test_a_tool_that_reads_is_allowed if {
	writ.decision.verdict == "ALLOW" with input as {"tool": "search_flights"}
}

test_a_tool_that_writes_needs_an_approval if {
	writ.decision.verdict == "REQUIRE_APPROVAL" with input as {"tool": "send_email"}
}

test_a_tool_on_both_lists_needs_an_approval if {
	writ.decision.verdict == "REQUIRE_APPROVAL" with input as {"tool": "both"}
		with data.read as ["both"]
		with data.write as ["both"]
}

test_an_unknown_tool_is_denied if {
	writ.decision.rule == "unknown-tool" with input as {"tool": "wipe_disk"}
}

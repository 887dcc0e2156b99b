package writ_test

import data.writ

lists := {"read": ["read_file", "both"], "write": ["write_file", "both"]}

decided(tool) := decision if {
	decision := writ.decision with input as {"tool": tool}
		with data.read as lists.read
		with data.write as lists.write
}

test_reading_is_allowed if decided("read_file").verdict == "ALLOW"

test_writing_needs_an_approval if decided("write_file").verdict == "REQUIRE_APPROVAL"

test_a_tool_in_both_lists_needs_an_approval if decided("both").rule == "write-tools"

test_everything_else_is_denied if {
	every tool in ["", "READ_FILE", "drop_table"] {
		decided(tool).verdict == "DENY"
	}
	writ.decision.verdict == "DENY" with input as {}
}

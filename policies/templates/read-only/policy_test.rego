package writ_test

import data.writ

rule(tool, arguments) := name if {
	name := writ.decision.rule with input as {"tool": tool, "arguments": arguments}
		with data.tools as ["search_docs"]
		with data.path_tools as ["read_file"]
		with data.folders as ["/workspace", "/docs"]
}

test_listed_tools_may_read if rule("search_docs", {}) == "read"

test_files_below_a_folder_may_be_read if {
	rule("read_file", {"path": "/workspace/a.txt"}) == "read-path"
	rule("read_file", {"path": "/docs/a/b.md"}) == "read-path"
}

test_files_elsewhere_may_not if {
	paths := ["/etc/passwd", "/workspace", "/workspace-evil/a", "/workspace/../etc/passwd", "", 7, null, ["/docs/a"]]
	every path in paths {
		rule("read_file", {"path": path}) == "outside-folders"
	}
	rule("read_file", {}) == "outside-folders"
}

test_everything_else_is_denied if {
	every tool in ["write_file", "", "SEARCH_DOCS"] {
		rule(tool, {"path": "/docs/a"}) == "not-read-only"
	}
	writ.decision.verdict == "DENY" with input as {}
}

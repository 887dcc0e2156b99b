package writ

default decision := {"effect": "deny", "rule": "unknown_tool"}

decision := {"effect": "allow", "rule": "read"} if input.tool in {"search_flights", "read_file", "list_bookings"}

decision := {"effect": "allow", "rule": "approved_write"} if {
	is_write
	input.approval.token != ""
	input.approval.tool == input.tool
}

decision := {"effect": "require_approval", "rule": "write"} if {
	is_write
	not input.approval
}

is_write if input.tool in data.write_tools

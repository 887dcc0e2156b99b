# METADATA
# title: Approve before transfer
# description: A transfer needs a check that succeeded in the same session.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool neither checks nor transfers nor is free",
}

decision := {
	"verdict": "ALLOW",
	"rule": "free",
	"reason": "this tool may be used by anybody",
} if {
	input.tool in data.free
} else := {
	"verdict": "ALLOW",
	"rule": "check",
	"reason": "checking is allowed",
} if {
	input.tool in data.checks
} else := {
	"verdict": "ALLOW",
	"rule": "checked",
	"reason": "a check succeeded in this session",
} if {
	input.tool in data.transfers
	is_number(input.facts.checks_done)
	input.facts.checks_done > 0
} else := {
	"verdict": "DENY",
	"rule": "not-checked",
	"reason": "no check has succeeded in this session",
} if {
	input.tool in data.transfers
}

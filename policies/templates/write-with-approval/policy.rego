# METADATA
# title: Write with approval
# description: Every tool has a kind; kinds are allowed, need an approval or are forbidden, each with its reason.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool has no kind that is allowed or can be approved",
}

decision := {"verdict": "DENY", "rule": kind, "reason": data.forbidden[kind]} if {
	data.forbidden[kind]
} else := {"verdict": "REQUIRE_APPROVAL", "rule": kind, "reason": data.approval[kind]} if {
	data.approval[kind]
} else := {"verdict": "ALLOW", "rule": kind, "reason": data.allowed[kind]} if {
	data.allowed[kind]
}

kind := data.tools[input.tool]

# METADATA
# title: Refunds
# description: Who may refund how much, where.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "not-listed",
	"reason": "no rule allows this",
}

decision := {
	"verdict": "ALLOW",
	"rule": "small-refund",
	"reason": sprintf("%s may refund up to %v", [role, limit]),
	"obligations": [{"type": "notify", "team": "finance"}],
} if {
	is_refund
	input.arguments.amount <= limit
} else := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "large-refund",
	"reason": sprintf("%s may refund more than %v when somebody approves", [role, limit]),
} if {
	is_refund
}

is_refund if {
	input.tool == "refund"
	input.context.action == "refund"
	input.context.resource == "order"
	is_number(input.arguments.amount)
	limit
}

role := input.context.role

limit := data.limits[input.context.environment][role]

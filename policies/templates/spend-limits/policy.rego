# METADATA
# title: Spend limits
# description: Money within a limit is spent alone, above it with a person, above the ceiling never; sessions have a limit of calls.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool neither spends nor is free",
}

decision := {
	"verdict": "ALLOW",
	"rule": "free",
	"reason": sprintf("%s costs nothing", [input.tool]),
} if {
	input.tool in data.free
} else := {
	"verdict": "DENY",
	"rule": "amount-invalid",
	"reason": "the amount is not a positive number in the currency of the limits",
} if {
	limits
	not amount_is_valid
} else := {
	"verdict": "DENY",
	"rule": "above-ceiling",
	"reason": sprintf("%v is above the ceiling of %v %s", [amount, limits.ceiling, data.currency]),
} if {
	limits
	amount > limits.ceiling
} else := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "above-limit",
	"reason": sprintf("%v is above the limit of %v %s", [amount, limits.alone, data.currency]),
} if {
	limits
	amount > limits.alone
} else := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "busy-session",
	"reason": sprintf("this session was allowed %d calls already", [input.session.allowed]),
} if {
	limits
	input.session.allowed >= data.calls_per_session
} else := {
	"verdict": "ALLOW",
	"rule": "within-limit",
	"reason": sprintf("%v is within the limit of %v %s", [amount, limits.alone, data.currency]),
} if {
	limits
}

limits := data.spending[input.tool]

amount := input.arguments.amount

amount_is_valid if {
	is_number(amount)
	amount > 0
	object.get(input.arguments, "currency", data.currency) == data.currency
}

# METADATA
# title: Running total
# description: What an agent pays in a month stays below a total.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool neither pays nor is free",
}

decision := {
	"verdict": "ALLOW",
	"rule": "free",
	"reason": "this tool may be used by anybody",
} if {
	input.tool in data.free
} else := {
	"verdict": "ALLOW",
	"rule": "within-total",
	"reason": "with this payment the agent stays within its total of the month",
} if {
	pays
	paid <= data.total
} else := {
	"verdict": "DENY",
	"rule": "above-total",
	"reason": "with this payment the agent would pay more than its total of the month",
} if {
	pays
	paid > data.total
} else := {
	"verdict": "DENY",
	"rule": "not-counted",
	"reason": "nobody counted what this agent has paid",
} if {
	pays
}

pays if input.tool in data.payments

# With this payment.
paid := input.facts.paid_this_month + input.arguments.amount if {
	is_number(input.facts.paid_this_month)
	is_number(input.arguments.amount)
}

# METADATA
# title: Airline with oversight
# description: Reading is free, small refunds go alone up to three for a customer and day, large ones need a person.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this agent was never given such a tool",
}

decision := {
	"verdict": "ALLOW",
	"rule": "read-tools",
	"reason": "looking something up is free",
} if {
	input.tool in data.read
} else := {
	"verdict": "ALLOW",
	"rule": "letters",
	"reason": "customers may be written to",
} if {
	input.tool in data.letters
} else := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "large-refund",
	"reason": sprintf("a refund above %d needs a second look", [data.alone_up_to]),
	"obligations": [{
		"type": "approval",
		"steps": [{"name": "customer care", "people": ["Ben"]}],
		"expiresInSeconds": 600,
	}],
} if {
	is_refund
	input.arguments.amount > data.alone_up_to
} else := {
	"verdict": "ALLOW",
	"rule": "small-refund",
	"reason": "a small refund, and one of the first of the day for this customer",
} if {
	is_refund
	input.facts.refunds_today < data.per_day
} else := {
	"verdict": "DENY",
	"rule": "many-refunds",
	"reason": sprintf("this customer had %d refunds today", [data.per_day]),
} if {
	is_refund
	input.facts.refunds_today >= data.per_day
}

is_refund if input.tool == "refund_payment"

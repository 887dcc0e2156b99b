# METADATA
# title: Refunds per customer
# description: So many refunds for each customer and day, more with a person.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool neither refunds nor is free",
}

decision := {
	"verdict": "ALLOW",
	"rule": "free",
	"reason": "this tool may be used by anybody",
} if {
	input.tool in data.free
} else := {
	"verdict": "ALLOW",
	"rule": "within-day",
	"reason": "the customer had fewer refunds today than a person has to see",
} if {
	refunds
	today < data.per_day
} else := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "many-refunds",
	"reason": "the customer had as many refunds today as go without a person",
} if {
	refunds
	today >= data.per_day
} else := {
	"verdict": "DENY",
	"rule": "not-counted",
	"reason": "nobody counted the refunds of this customer",
} if {
	refunds
}

refunds if input.tool in data.refunds

today := input.facts.refunds_today if is_number(input.facts.refunds_today)

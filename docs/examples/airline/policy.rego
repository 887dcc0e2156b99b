# What the airline's service agents may do by themselves, what needs a person, and what they may never do.
# Which tool is of which kind, the reasons and the limit are in data.json.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown_tool",
	"reason": "this tool is not one the airline's agents may use",
	"obligations": [],
}

# Reading, thinking and handing over to a person.
decision := answer("ALLOW", kind, data.airline.allowed[kind])

# Booking, changing and cancelling (which refunds). A kind listed as allowed too would be a conflict, and so denied.
decision := answer("REQUIRE_APPROVAL", kind, data.airline.approval[kind])

# Certificates are money: a person approves them up to the limit, and nobody can beyond it.
decision := certificate if kind == "certificate"

certificate := answer("DENY", "certificate_amount_invalid", "the amount is not a positive number") if not amount_is_valid

certificate := answer("DENY", "certificate_above_limit", sprintf("%v is above the limit of %v", [amount, limit])) if {
	amount_is_valid
	amount > limit
}

certificate := answer("REQUIRE_APPROVAL", "certificate_within_limit", "a certificate is compensation and needs a person") if {
	amount_is_valid
	amount <= limit
}

amount_is_valid if {
	is_number(amount)
	amount > 0
}

kind := data.airline.tools[input.tool]

amount := input.arguments.amount

limit := data.airline.certificateLimit

answer(verdict, rule, reason) := {"verdict": verdict, "rule": rule, "reason": reason, "obligations": []}

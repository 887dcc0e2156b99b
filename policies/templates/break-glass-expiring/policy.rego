# METADATA
# title: Break glass, expiring
# description: Dangerous tools are denied but for grants that name an agent, tools, a person and an end; every use leaves a trace.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool is neither a daily nor an emergency one",
}

decision := {
	"verdict": "ALLOW",
	"rule": "daily",
	"reason": sprintf("%s is part of the daily work", [input.tool]),
} if {
	input.tool in data.daily
} else := {
	"verdict": "ALLOW",
	"rule": "break-glass",
	"reason": sprintf("emergency grant until %s by %s: %s", [grant.until, grant.granted_by, grant.reason]),
	"obligations": [{"type": "notify", "to": data.notify}, {"type": "review-afterwards"}],
} if {
	input.tool in data.emergency
} else := {
	"verdict": "DENY",
	"rule": "no-grant",
	"reason": "emergency tools need a grant that is valid now",
} if {
	input.tool in data.emergency
}

# The grant that ends last, so that overlapping grants do not contradict each other.
grant := data.grants[valid[max(object.keys(valid))]]

# Valid grants by their end, in nanoseconds since 1970.
valid[ends] := max(indexes) if {
	some ends, indexes in by_end
}

by_end[ends] contains index if {
	some index, candidate in data.grants
	candidate.agent == input.agent.id
	input.tool in candidate.tools
	starts := time.parse_rfc3339_ns(candidate.from)
	ends := time.parse_rfc3339_ns(candidate.until)
	now := time.parse_rfc3339_ns(input.time)
	starts <= now
	now < ends
	ends - starts <= (data.max_hours * 3600) * 1000000000
}

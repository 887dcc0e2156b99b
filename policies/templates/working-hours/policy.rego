# METADATA
# title: Working hours
# description: Changes are made while people are there to notice; at other times they wait, and urgent ones need a person.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool is on none of the lists",
}

decision := {
	"verdict": "ALLOW",
	"rule": "any-time",
	"reason": sprintf("%s may run at any time", [input.tool]),
} if {
	input.tool in data.any_time
} else := {
	"verdict": "ALLOW",
	"rule": "in-hours",
	"reason": sprintf("%s runs in working hours (%s)", [input.tool, data.zone]),
} if {
	input.tool in governed
	in_hours
} else := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "urgent",
	"reason": sprintf("%s is urgent and it is outside working hours (%s)", [input.tool, data.zone]),
} if {
	input.tool in data.urgent
} else := {
	"verdict": "DEFER",
	"rule": "out-of-hours",
	"reason": sprintf("%s waits for working hours (%s)", [input.tool, data.zone]),
	"retryAfter": 3600,
} if {
	input.tool in data.in_hours
}

governed := {tool | some tool in array.concat(data.in_hours, data.urgent)}

in_hours if {
	now := time.parse_rfc3339_ns(input.time)
	time.weekday([now, data.zone]) in data.days
	[hour, _, _] := time.clock([now, data.zone])
	hour >= data.from_hour
	hour < data.to_hour
	not holiday(now)
}

holiday(now) if time.format([now, data.zone, "2006-01-02"]) in data.holidays

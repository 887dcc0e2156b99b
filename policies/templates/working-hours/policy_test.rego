package writ_test

import data.writ

rule(tool, now) := name if {
	name := writ.decision.rule with input as {"tool": tool, "time": now}
		with data.zone as "Europe/Berlin"
		with data.days as ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
		with data.from_hour as 8
		with data.to_hour as 18
		with data.holidays as ["2026-06-04"]
		with data.any_time as ["read"]
		with data.in_hours as ["deploy"]
		with data.urgent as ["restart"]
}

# Tuesday 2 June 2026; Berlin is two hours ahead of UTC then.
test_changes_are_made_in_working_hours if {
	every now in ["2026-06-02T06:00:00Z", "2026-06-02T12:00:00.000Z", "2026-06-02T15:59:59Z"] {
		rule("deploy", now) == "in-hours"
		rule("restart", now) == "in-hours"
	}
}

test_changes_wait_outside_working_hours if {
	every now in ["2026-06-02T05:59:59Z", "2026-06-02T16:00:00Z", "2026-06-06T10:00:00Z", "2026-06-07T10:00:00Z"] {
		rule("deploy", now) == "out-of-hours"
		rule("restart", now) == "urgent"
	}
}

test_the_hour_follows_summer_time if {
	rule("deploy", "2026-01-13T06:30:00Z") == "out-of-hours"
	rule("deploy", "2026-01-13T07:30:00Z") == "in-hours"
}

test_holidays_are_no_working_days if rule("deploy", "2026-06-04T10:00:00Z") == "out-of-hours"

test_waiting_names_a_time if {
	decision := writ.decision with input as {"tool": "deploy", "time": "2026-06-06T10:00:00Z"}
		with data.in_hours as ["deploy"]
	decision.verdict == "DEFER"
	decision.retryAfter == 3600
}

test_reading_is_allowed_at_any_time if rule("read", "2026-06-06T03:00:00Z") == "any-time"

test_a_time_that_is_none_is_outside if {
	every now in ["", "noon", 12, null] {
		rule("deploy", now) == "out-of-hours"
	}
}

test_everything_else_is_denied if {
	rule("drop_table", "2026-06-02T12:00:00Z") == "unknown-tool"
	writ.decision.verdict == "DENY" with input as {}
}

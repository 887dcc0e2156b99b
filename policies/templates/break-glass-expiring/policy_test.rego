package writ_test

import data.writ

grant := {
	"agent": "ops",
	"tools": ["restart"],
	"from": "2026-05-01T10:00:00Z",
	"until": "2026-05-01T12:00:00Z",
	"granted_by": "mia",
	"reason": "outage",
}

decided(tool, agent, now, grants) := decision if {
	decision := writ.decision with input as {"tool": tool, "agent": {"id": agent}, "time": now}
		with data.daily as ["metrics"]
		with data.emergency as ["restart", "failover"]
		with data.max_hours as 8
		with data.grants as grants
}

noon := "2026-05-01T11:00:00.000Z"

test_daily_work_needs_no_grant if decided("metrics", "ops", noon, []).rule == "daily"

test_a_valid_grant_opens_its_tools_to_its_agent if {
	decision := decided("restart", "ops", noon, [grant])
	decision.verdict == "ALLOW"
	decision.reason == "emergency grant until 2026-05-01T12:00:00Z by mia: outage"
	count(decision.obligations) == 2
}

test_a_grant_is_for_its_agent_and_tools_only if {
	decided("restart", "other", noon, [grant]).rule == "no-grant"
	decided("failover", "ops", noon, [grant]).rule == "no-grant"
}

test_a_grant_holds_from_its_start_until_before_its_end if {
	decided("restart", "ops", "2026-05-01T09:59:59Z", [grant]).rule == "no-grant"
	decided("restart", "ops", "2026-05-01T10:00:00Z", [grant]).rule == "break-glass"
	decided("restart", "ops", "2026-05-01T11:59:59.999Z", [grant]).rule == "break-glass"
	decided("restart", "ops", "2026-05-01T12:00:00Z", [grant]).rule == "no-grant"
}

test_a_grant_longer_than_allowed_does_not_count if {
	long := object.union(grant, {"until": "2026-05-02T10:00:00Z"})
	decided("restart", "ops", noon, [long]).rule == "no-grant"
}

test_of_overlapping_grants_the_one_that_ends_last_is_named if {
	later := object.union(grant, {"until": "2026-05-01T13:00:00Z", "reason": "second"})
	same := object.union(later, {"reason": "third"})
	contains(decided("restart", "ops", noon, [later, grant]).reason, "second")
	contains(decided("restart", "ops", noon, [grant, later, same]).reason, "third")
}

test_malformed_times_grant_nothing if {
	every from in ["", "yesterday", 7, null] {
		decided("restart", "ops", noon, [object.union(grant, {"from": from})]).rule == "no-grant"
	}
	decided("restart", "ops", "now", [grant]).rule == "no-grant"
}

test_everything_else_is_denied if {
	decided("drop_table", "ops", noon, [grant]).rule == "unknown-tool"
	writ.decision.verdict == "DENY" with input as {}
}

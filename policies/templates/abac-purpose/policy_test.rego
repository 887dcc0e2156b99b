package writ_test

import data.writ

sample := {
	"tools": {
		"get": {"resource": "record", "action": "read"},
		"put": {"resource": "record", "action": "write"},
	},
	"purposes": {"record": ["treatment"]},
	"roles": {"clinician": {"record": {"read": {"assurance": 2, "obligations": [{"type": "log-access"}]}}}},
}

decided(tool, labels, context) := decision if {
	decision := writ.decision with input as {"tool": tool, "agent": {"labels": labels}, "context": context}
		with data.tools as sample.tools
		with data.purposes as sample.purposes
		with data.roles as sample.roles
}

trusted := {"role": "clinician", "assurance": "2"}

test_role_assurance_and_purpose_together_allow if {
	decision := decided("get", trusted, {"purpose": "treatment"})
	decision.verdict == "ALLOW"
	decision.obligations == [{"type": "log-access"}]
}

test_too_little_assurance_needs_a_person if {
	every assurance in ["0", "1", "", "12", "high", null] {
		labels := {"role": "clinician", "assurance": assurance}
		decided("get", labels, {"purpose": "treatment"}).rule == "assurance"
	}
	decided("get", {"role": "clinician"}, {"purpose": "treatment"}).verdict == "REQUIRE_APPROVAL"
}

test_another_purpose_is_denied if {
	every context in [{}, {"purpose": "marketing"}, {"purpose": null}, {"purpose": ["treatment"]}] {
		decided("get", trusted, context).rule == "purpose"
	}
}

test_roles_may_do_what_they_are_given_only if {
	decided("put", trusted, {"purpose": "treatment"}).rule == "no-permission"
	every role in ["", "analyst", "CLINICIAN"] {
		decided("get", {"role": role, "assurance": "9"}, {"purpose": "treatment"}).rule == "no-permission"
	}
}

test_everything_else_is_denied if {
	decided("drop_table", trusted, {"purpose": "treatment"}).rule == "no-permission"
	writ.decision.verdict == "DENY" with input as {}
}

package writ_test

import data.writ

rule(tool, labels, arguments) := name if {
	name := writ.decision.rule with input as {
		"tool": tool,
		"agent": {"id": "a", "labels": labels},
		"arguments": arguments,
	}
		with data.environments as {"dev": {"guarded": false}, "prod": {"guarded": true}}
		with data.read as ["logs"]
		with data.write as ["deploy"]
}

test_reading_is_allowed_in_the_own_environment if {
	every name in ["dev", "prod"] {
		rule("logs", {"environment": name}, {}) == "read"
		rule("logs", {"environment": name}, {"environment": name}) == "read"
	}
}

test_changes_need_a_person_where_it_is_guarded if {
	rule("deploy", {"environment": "prod"}, {}) == "guarded-change"
	rule("deploy", {"environment": "dev"}, {}) == "change"
}

test_another_environment_is_out_of_reach if {
	every tool in ["logs", "deploy"] {
		rule(tool, {"environment": "dev"}, {"environment": "prod"}) == "other-environment"
		rule(tool, {"environment": "dev"}, {"environment": null}) == "other-environment"
	}
}

test_an_agent_without_a_known_environment_may_do_nothing if {
	every labels in [{}, {"environment": ""}, {"environment": "production"}, {"team": "dev"}] {
		rule("logs", labels, {}) == "no-environment"
		rule("deploy", labels, {"environment": "dev"}) == "no-environment"
	}
}

test_everything_else_is_denied if {
	rule("drop_table", {"environment": "dev"}, {}) == "unknown-tool"
	writ.decision.verdict == "DENY" with input as {}
}

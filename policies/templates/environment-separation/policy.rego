# METADATA
# title: Environment separation
# description: An agent works in the environment its label names; guarded environments are read alone and changed with a person.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool is neither a reading nor a changing one",
}

decision := {
	"verdict": "DENY",
	"rule": "no-environment",
	"reason": "the agent's label `environment` names no known environment",
} if {
	tool_is_known
	not environment
} else := {
	"verdict": "DENY",
	"rule": "other-environment",
	"reason": sprintf("this agent works in %s and the call names another environment", [input.agent.labels.environment]),
} if {
	tool_is_known
	object.get(input.arguments, "environment", input.agent.labels.environment) != input.agent.labels.environment
} else := {
	"verdict": "ALLOW",
	"rule": "read",
	"reason": sprintf("reading in %s", [input.agent.labels.environment]),
} if {
	input.tool in data.read
} else := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "guarded-change",
	"reason": sprintf("%s is guarded: a person approves changes", [input.agent.labels.environment]),
} if {
	input.tool in data.write
	environment.guarded
} else := {
	"verdict": "ALLOW",
	"rule": "change",
	"reason": sprintf("%s is not guarded", [input.agent.labels.environment]),
} if {
	input.tool in data.write
}

# The label is set by operators; what an agent says about itself does not count.
environment := data.environments[input.agent.labels.environment]

tool_is_known if input.tool in data.read

tool_is_known if input.tool in data.write

# METADATA
# title: Attributes and purpose
# description: Role, assurance level and stated purpose decide which resource may be used how; obligations travel with the answer.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "no-permission",
	"reason": "no permission covers this role, resource and action",
}

decision := {
	"verdict": "DENY",
	"rule": "purpose",
	"reason": sprintf("the purpose %v is not one that %s may be used for", [object.get(input.context, "purpose", "(none)"), tool.resource]),
} if {
	permission
	not purpose_is_allowed
} else := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "assurance",
	"reason": sprintf("%s of %s asks for assurance level %d, the agent has %d", [tool.action, tool.resource, permission.assurance, assurance]),
	"obligations": permission.obligations,
} if {
	permission
	assurance < permission.assurance
} else := {
	"verdict": "ALLOW",
	"rule": "permission",
	"reason": sprintf("%s may %s %s", [role, tool.action, tool.resource]),
	"obligations": permission.obligations,
} if {
	permission
}

# Labels are set by operators. The purpose is what the agent states; it is recorded with the decision and can be held against it.
role := input.agent.labels.role

tool := data.tools[input.tool]

permission := data.roles[role][tool.resource][tool.action]

purpose_is_allowed if input.context.purpose in data.purposes[tool.resource]

default assurance := 0

assurance := to_number(input.agent.labels.assurance) if regex.match(`^[0-9]$`, input.agent.labels.assurance)

package writ

default decision := {"effect": "deny", "rule": "no_rule", "reasons": ["no rule allows this call"]}

decision := {"effect": "deny", "rule": "denied", "reasons": sort(reasons)} if count(reasons) > 0

decision := {"effect": "require_approval", "rule": "approval", "reasons": sort(approvals)} if {
	count(reasons) == 0
	count(approvals) > 0
}

decision := {"effect": "allow", "rule": "permitted", "reasons": [], "obligations": sort(obligations)} if {
	count(reasons) == 0
	count(approvals) == 0
	permitted
}

tool := data.tools[input.tool]

agent := data.agents[input.agent.id]

permitted if {
	some role in agent.roles
	tool.class in data.roles[role].classes
}

permitted if {
	tool.class == "read"
	agent.tenant == input.tenant
}

reasons contains "unknown tool" if not data.tools[input.tool]

reasons contains "unknown agent" if not data.agents[input.agent.id]

reasons contains "wrong tenant" if agent.tenant != input.tenant

reasons contains sprintf("path %s is outside the workspace", [input.args.path]) if {
	tool.class in {"file_read", "file_write"}
	not startswith(input.args.path, concat("", ["/workspace/", input.tenant, "/"]))
}

reasons contains "path climbs out of the workspace" if contains(input.args.path, "..")

reasons contains "the arguments carry a secret" if {
	some name, value in input.args
	name != "path"
	is_secret(value)
}

reasons contains sprintf("risk %d is above the limit %d", [input.risk, limit]) if {
	limit := data.environments[input.environment].max_risk
	input.risk > limit
}

reasons contains "the session is over its budget" if input.session.spent + tool.cost > agent.budget

approvals contains sprintf("%s needs an approval in %s", [input.tool, input.environment]) if {
	tool.class in {"file_write", "money", "exec"}
	data.environments[input.environment].guarded
	not approved
}

approvals contains "large amounts need an approval" if {
	tool.class == "money"
	input.args.amount >= 1000
	not approved
}

approved if {
	input.approval.tool == input.tool
	input.approval.granted_by != input.agent.id
	input.approval.expires > input.time
}

obligations contains "log" if tool.class in {"money", "exec"}

obligations contains "mask" if tool.pii

obligations contains sprintf("limit:%d", [agent.rate]) if agent.rate < 10

is_secret(value) if regex.match(`AKIA[0-9A-Z]{16}`, value)

is_secret(value) if regex.match(`-----BEGIN [A-Z ]*PRIVATE KEY-----`, value)

is_secret(value) if regex.match(`(?i)\b(password|secret|token)\s*[:=]\s*\S{8,}`, value)

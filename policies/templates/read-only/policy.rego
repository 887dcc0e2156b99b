# METADATA
# title: Read only
# description: Listed tools may read below listed folders; nothing may change anything.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "not-read-only",
	"reason": "this agent may only read, and only with the listed tools",
}

decision := {
	"verdict": "DENY",
	"rule": "outside-folders",
	"reason": "the path is not below a folder this agent may read",
} if {
	input.tool in data.path_tools
	not path_is_allowed
} else := {
	"verdict": "ALLOW",
	"rule": "read",
	"reason": sprintf("%s only reads", [input.tool]),
} if {
	input.tool in data.tools
} else := {
	"verdict": "ALLOW",
	"rule": "read-path",
	"reason": sprintf("%s only reads, below an allowed folder", [input.tool]),
} if {
	input.tool in data.path_tools
}

path_is_allowed if {
	is_string(input.arguments.path)
	not contains(input.arguments.path, "..")
	some folder in data.folders
	startswith(input.arguments.path, concat("", [folder, "/"]))
}

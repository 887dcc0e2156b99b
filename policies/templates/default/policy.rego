# METADATA
# title: Default
# description: Tools listed as `read` are allowed, tools listed as `write` need an approval, every other tool is denied.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "the tool is listed neither as read nor as write",
}

decision := {
	"verdict": "ALLOW",
	"rule": "read-tools",
	"reason": sprintf("%s only reads", [input.tool]),
} if {
	input.tool in data.read
	not input.tool in data.write
}

decision := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "write-tools",
	"reason": sprintf("%s changes something, so a person has to approve it", [input.tool]),
} if {
	input.tool in data.write
}

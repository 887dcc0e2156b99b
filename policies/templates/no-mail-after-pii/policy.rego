# METADATA
# title: No mail after personal data
# description: What has seen personal data sends nothing out.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool neither reads nor sends nor is free",
}

decision := {
	"verdict": "ALLOW",
	"rule": "free",
	"reason": "this tool may be used by anybody",
} if {
	input.tool in data.free
} else := {
	"verdict": "ALLOW",
	"rule": "read",
	"reason": "reading is allowed",
} if {
	input.tool in data.reading
} else := {
	"verdict": "DENY",
	"rule": "labels-unknown",
	"reason": "nobody knows what this session has seen",
} if {
	input.tool in data.sending
	not labels_known
} else := {
	"verdict": "DENY",
	"rule": "labelled",
	"reason": "this session has seen what must not leave",
} if {
	input.tool in data.sending
	some label in data.labels
	label in input.labels
} else := {
	"verdict": "ALLOW",
	"rule": "clean",
	"reason": "this session has seen nothing that must not leave",
} if {
	input.tool in data.sending
}

labels_known if is_array(input.labels)

# METADATA
# title: Personal data, strict
# description: Calls that carry personal data go only to tools cleared for it, and never out of the house without a person.
package writ

default decision := {
	"verdict": "DENY",
	"rule": "unknown-tool",
	"reason": "this tool is on none of the lists",
}

decision := {
	"verdict": "DENY",
	"rule": "personal-data",
	"reason": sprintf("the arguments hold %s, and %s is not cleared for it", [concat(", ", sort(found)), input.tool]),
} if {
	count(found) > 0
	not input.tool in data.cleared
} else := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "outgoing",
	"reason": sprintf("%s sends something out of the house", [input.tool]),
	"obligations": [{"type": "mask-in-log", "kinds": sort(found)}],
} if {
	input.tool in data.outgoing
} else := {
	"verdict": "ALLOW",
	"rule": "internal",
	"reason": sprintf("%s stays in the house", [input.tool]),
	"obligations": [{"type": "mask-in-log", "kinds": sort(found)}],
} if {
	input.tool in data.internal
}

# Kinds of personal data in any text of the arguments, at any depth; member names count as text.
found contains kind if {
	some kind, pattern in data.patterns
	some text in texts
	regex.match(pattern, text)
}

texts contains text if {
	walk(input.arguments, [path, value])
	some text in array.concat(path, [value])
	is_string(text)
}

# Numbers can be card numbers as well.
texts contains sprintf("%v", [value]) if {
	walk(input.arguments, [_, value])
	is_number(value)
}

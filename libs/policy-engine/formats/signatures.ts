/**
 * One line per built-in that policies may be written with: name, infix operator if it has one, operand types, result type. The
 * notation is OPA's own type system: `a|b` is a choice, `[a, b]` a tuple, `array[a]` and `set[a]` collections of one type,
 * `object{name: a; b => c}` an object with fixed members and others, `relation` marks a built-in that yields many results, `...a` any number of operands.
 */
export const SIGNATURES = `
abs: number -> number
all: array[any]|set[any] -> boolean
and &: set[any], set[any] -> set[any]
any: array[any]|set[any] -> boolean
array.concat: array[any], array[any] -> array[any]
array.flatten: array[any] -> array[any]
array.reverse: array[any] -> array[any]
array.slice: array[any], number, number -> array[any]
assign :=: any, any -> boolean
base64.decode: string -> string
base64.encode: string -> string
base64.is_valid: string -> boolean
base64url.decode: string -> string
base64url.encode: string -> string
base64url.encode_no_pad: string -> string
bits.and: number, number -> number
bits.lsh: number, number -> number
bits.negate: number -> number
bits.or: number, number -> number
bits.rsh: number, number -> number
bits.xor: number, number -> number
cast_array: any -> array[any]
cast_boolean: any -> boolean
cast_null: any -> null
cast_object: any -> object{any => any}
cast_set: any -> set[any]
cast_string: any -> string
ceil: number -> number
concat: string, array[string]|set[string] -> string
contains: string, string -> boolean
count: string|array[any]|object{any => any}|set[any] -> number
crypto.hmac.equal: string, string -> boolean
crypto.hmac.md5: string, string -> string
crypto.hmac.sha1: string, string -> string
crypto.hmac.sha256: string, string -> string
crypto.hmac.sha512: string, string -> string
crypto.md5: string -> string
crypto.sha1: string -> string
crypto.sha256: string -> string
div /: number, number -> number
endswith: string, string -> boolean
eq =: any, any -> boolean
equal ==: any, any -> boolean
floor: number -> number
format_int: number, number -> string
glob.match: string, null|array[string], string -> boolean
glob.quote_meta: string -> string
graph.reachable: object{any => array[any]|set[any]}, array[any]|set[any] -> set[any]
graph.reachable_paths: object{any => array[any]|set[any]}, array[any]|set[any] -> set[array[any]]
gt >: any, any -> boolean
gte >=: any, any -> boolean
hex.decode: string -> string
hex.encode: string -> string
indexof: string, string -> number
indexof_n: string, string -> array[number]
internal.member_2 in: any, any -> boolean
internal.member_3 in: any, any, any -> boolean
internal.print: array[set[any]] -> void
internal.template_string: array[any] -> string
intersection: set[set[any]] -> set[any]
io.jwt.decode: string -> [object{any => any}, object{any => any}, string]
io.jwt.decode_verify: string, object{string => any} -> [boolean, object{any => any}, object{any => any}]
io.jwt.verify_eddsa: string, string -> boolean
io.jwt.verify_es256: string, string -> boolean
io.jwt.verify_es384: string, string -> boolean
io.jwt.verify_es512: string, string -> boolean
io.jwt.verify_hs256: string, string -> boolean
io.jwt.verify_hs384: string, string -> boolean
io.jwt.verify_hs512: string, string -> boolean
io.jwt.verify_ps256: string, string -> boolean
io.jwt.verify_ps384: string, string -> boolean
io.jwt.verify_ps512: string, string -> boolean
io.jwt.verify_rs256: string, string -> boolean
io.jwt.verify_rs384: string, string -> boolean
io.jwt.verify_rs512: string, string -> boolean
is_array: any -> boolean
is_boolean: any -> boolean
is_null: any -> boolean
is_number: any -> boolean
is_object: any -> boolean
is_set: any -> boolean
is_string: any -> boolean
json.filter: object{any => any}, array[string|array[any]]|set[string|array[any]] -> any
json.is_valid: string -> boolean
json.marshal: any -> string
json.marshal_with_options: any, object{indent: string, prefix: string, pretty: boolean; string => any} -> string
json.match_schema: string|object{any => any}, string|object{any => any} -> [boolean, array[object{desc: string, error: string, field: string, type: string}]]
json.patch: any, array[object{op: string, path: any; any => any}] -> any
json.remove: object{any => any}, array[string|array[any]]|set[string|array[any]] -> any
json.unmarshal: string -> any
json.verify_schema: string|object{any => any} -> [boolean, null|string]
lower: string -> string
lt <: any, any -> boolean
lte <=: any, any -> boolean
max: array[any]|set[any] -> any
min: array[any]|set[any] -> any
minus -: number|set[any], number|set[any] -> number|set[any]
mul *: number, number -> number
neq !=: any, any -> boolean
net.cidr_contains: string, string -> boolean
net.cidr_contains_matches: string|array[string|array[any]]|object{string => string|array[any]}|set[string|array[any]], string|array[string|array[any]]|object{string => string|array[any]}|set[string|array[any]] -> set[[any, any]]
net.cidr_expand: string -> set[string]
net.cidr_intersects: string, string -> boolean
net.cidr_is_valid: string -> boolean
net.cidr_merge: array[string]|set[string] -> set[string]
net.cidr_overlap: string, string -> boolean
numbers.range: number, number -> array[number]
numbers.range_step: number, number, number -> array[number]
object.filter: object{any => any}, array[any]|object{any => any}|set[any] -> any
object.get: object{any => any}, any, any -> any
object.keys: object{any => any} -> set[any]
object.remove: object{any => any}, array[any]|object{any => any}|set[any] -> any
object.subset: array[any]|object{any => any}|set[any], array[any]|object{any => any}|set[any] -> any
object.union: object{any => any}, object{any => any} -> any
object.union_n: array[object{any => any}] -> any
or |: set[any], set[any] -> set[any]
plus +: number, number -> number
print: ...any -> void
product: array[number]|set[number] -> number
re_match: string, string -> boolean
regex.find_all_string_submatch_n: string, string, number -> array[array[string]]
regex.find_n: string, string, number -> array[string]
regex.globs_match: string, string -> boolean
regex.is_valid: string -> boolean
regex.match: string, string -> boolean
regex.replace: string, string, string -> string
regex.split: string, string -> array[string]
regex.template_match: string, string, string, string -> boolean
rego.metadata.chain:  -> array[any]
rego.metadata.rule:  -> any
rem %: number, number -> number
replace: string, string, string -> string
round: number -> number
semver.compare: string, string -> number
semver.is_valid: any -> boolean
set_diff: set[any], set[any] -> set[any]
sort: array[any]|set[any] -> array[any]
split: string, string -> array[string]
sprintf: string, array[any] -> string
startswith: string, string -> boolean
strings.any_prefix_match: string|array[string]|set[string], string|array[string]|set[string] -> boolean
strings.any_suffix_match: string|array[string]|set[string], string|array[string]|set[string] -> boolean
strings.count: string, string -> number
strings.render_template: string, object{string => any} -> string
strings.replace_n: object{string => string}, string -> string
strings.reverse: string -> string
substring: string, number, number -> string
sum: array[number]|set[number] -> number
time.add_date: number, number, number, number -> number
time.clock: number|[number, string] -> [number, number, number]
time.date: number|[number, string] -> [number, number, number]
time.diff: number|[number, string], number|[number, string] -> [number, number, number, number, number, number]
time.format: number|[number, string]|[number, string, string] -> string
time.parse_duration_ns: string -> number
time.parse_ns: string, string -> number
time.parse_rfc3339_ns: string -> number
time.weekday: number|[number, string] -> string
to_number: null|boolean|number|string -> number
trace: string -> boolean
trim: string, string -> string
trim_left: string, string -> string
trim_prefix: string, string -> string
trim_right: string, string -> string
trim_space: string -> string
trim_suffix: string, string -> string
type_name: any -> string
union: set[set[any]] -> set[any]
units.parse: string -> number
units.parse_bytes: string -> number
upper: string -> string
urlquery.decode: string -> string
urlquery.decode_object: string -> object{string => array[string]}
urlquery.encode: string -> string
urlquery.encode_object: object{string => string|array[string]|set[string]} -> string
uuid.parse: string -> object{string => any}
walk relation: any -> [array[any], any]
yaml.is_valid: string -> boolean
yaml.marshal: any -> string
yaml.unmarshal: string -> any
`;

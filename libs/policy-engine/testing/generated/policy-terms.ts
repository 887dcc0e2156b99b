import type { Roll } from '../disturbance.js';

/** Names that stand for something where a term is written. */
export interface Scope {
  /** Variables with a value, rules without parameters, and functions of two parameters. */
  readonly variables: readonly string[];
  readonly rules: readonly string[];
  readonly functions: readonly string[];
  /** The document of this policy: `data.d7`. */
  readonly data: string;
}

export const KEYS = ['a', 'b', 'c', 'x-y', '0'];
const LITERALS = ['null', 'true', 'false', '0', '1', '2', '-1', '1.5', '"a"', '"b"', '""', '"a b"', '[]', '{}', 'set()', '"1h"'];
const SETS = ['{1, 2, "a"}', '{"a", "b"}', '{null, 1}', '{[], {}}', '{x | some x in [1, 2, 1]}'];
const TIMES = ['1700000000000000000', '"2024-02-29T12:30:00Z"', '"2023-12-31T23:59:59.5+02:00"', '0', '"not a time"'];
const PATTERNS = ['"^a"', '"[ab]+"', '"(a)(b)?"', '"."', '"b$"', '""'];

/** A function that every module has: the compiler knows no type of what it gives back, and so refuses no use of it. */
export const UNTYPED = 'u(x) := object.get({"x": x}, "x", null)';

function untyped(text: string): string {
  return /^(?:input|data\.d\d+)[^ ()]*$/.test(text) ? text : `u(${text})`;
}

export function oneOf<T>(roll: Roll, items: readonly T[]): T {
  return items[roll(items.length)]!;
}

/** Terms of Rego as text: most of them have a value for some documents of `documentsFor`. */
export class TermWriter {
  constructor(
    readonly roll: Roll,
    readonly scope: Scope,
  ) {}

  within(variables: readonly string[]): TermWriter {
    return new TermWriter(this.roll, { ...this.scope, variables: [...this.scope.variables, ...variables] });
  }

  /** Not so deep that most terms have no value. */
  term(depth = 2): string {
    const { roll } = this;
    if (depth === 0 || roll(5) < 2) return this.atom();
    const writers = [
      () => this.call(depth - 1),
      () => this.call(depth - 1),
      () => this.arithmetic(depth - 1),
      () => this.collection(depth - 1),
      () => this.comprehension(depth - 1),
      () => this.asked(depth - 1),
    ];
    return oneOf(roll, writers)();
  }

  atom(): string {
    const { roll, scope } = this;
    const { variables, rules } = scope;
    const choice = roll(10);
    if (choice < 3 && variables.length > 0) return oneOf(roll, variables);
    if (choice < 5 && rules.length > 0) return oneOf(roll, rules);
    if (choice < 8) return this.path();
    return oneOf(roll, [...LITERALS, ...SETS]);
  }

  /** What may be gone through. */
  collectionTerm(depth: number): string {
    const { roll, scope } = this;
    if (scope.rules.length > 0 && roll(3) === 0) return oneOf(roll, scope.rules);
    if (roll(4) === 0) return oneOf(roll, [...SETS, `[${this.term(0)}, ${this.term(0)}]`, `numbers.range(1, 3)`]);
    return depth > 0 && roll(5) === 0 ? this.comprehension(depth - 1) : this.path();
  }

  path(): string {
    const { roll, scope } = this;
    const root = oneOf(roll, ['input', 'input', scope.data]);
    const steps = Array.from({ length: 1 + roll(2) }, () => this.step());
    return root + steps.join('');
  }

  step(): string {
    const { roll, scope } = this;
    if (roll(6) === 0) return `[${oneOf(roll, [...scope.variables, 'input.a', `${scope.data}.b`, '0', '1', '_'])}]`;
    return oneOf(roll, ['.a', '.b', '.c', '["x-y"]', '["0"]', '.a', '.b']);
  }

  private call(depth: number): string {
    const { roll, scope } = this;
    if (scope.functions.length > 0 && roll(4) === 0)
      return `${oneOf(roll, scope.functions)}(${this.term(depth)}, ${this.term(0)})`;
    const [a, b] = [untyped(this.term(depth)), untyped(this.term(0))];
    const text = oneOf(roll, ['"a b a"', '"Ab-1"', a]);
    return oneOf(roll, [...oneOf(roll, [ofTexts, ofNumbers, ofObjects, ofLists, ofTimes])(roll, a, b, text)]);
  }

  private arithmetic(depth: number): string {
    const operator = oneOf(this.roll, ['+', '-', '*', '/', '%', '|', '&', '-']);
    const [a, b] = [untyped(this.term(depth)), untyped(this.term(0))];
    const isOfSets = operator === '|' || operator === '&' || this.roll(4) === 0;
    const sets = [oneOf(this.roll, SETS), `{v | some v in ${this.path()}}`];
    return isOfSets && '|&-'.includes(operator)
      ? `(${oneOf(this.roll, sets)} ${operator} ${sets[1]})`
      : `(${a} ${operator} ${b})`;
  }

  private collection(depth: number): string {
    const [a, b] = [this.term(depth), this.term(0)];
    return oneOf(this.roll, [`[${a}, ${b}]`, `{"a": ${a}, "b": ${b}}`, `{${a}, ${b}}`, `{"k": [${a}]}.k[0]`, `{${b}: ${a}}`]);
  }

  /** The compiler refuses variables of `some` and `every` that nothing uses. */
  private comprehension(depth: number): string {
    const [key, value] = [`k${depth}`, `v${depth}`];
    const inner = this.within([key, value]);
    const from = this.collectionTerm(depth);
    const also = this.roll(2) === 0 ? '' : `; ${inner.condition(0)}`;
    return oneOf(this.roll, [
      `[${value} | some ${value} in ${from}${also.includes(key) ? '' : also}]`,
      `{${value} | some ${value} in ${from}${also.includes(key) ? '' : also}}`,
      `[[${inner.term(depth)}, ${key}, ${value}] | some ${key}, ${value} in ${from}${also}]`,
      `{[${key}, ${inner.term(0)}] | some ${key}, ${value} in ${from}; u(${value}) != 1${also}}`,
      `{${key}: ${value} | some ${key}, ${value} in ${from}${also}}`,
    ]);
  }

  /** A truth as a value. */
  private asked(depth: number): string {
    const [a, b] = [untyped(this.term(depth)), this.term(0)];
    return oneOf(this.roll, [`(${a} == ${b})`, `(${a} in ${this.collectionTerm(0)})`, `type_name(${a})`, `(${a} < ${b})`]);
  }

  /** One expression that may hold, without new variables for those after it. */
  condition(depth: number): string {
    const { roll } = this;
    const [a, b] = [untyped(this.term(depth)), this.term(0)];
    const inner = this.within(['e']);
    return oneOf(roll, [
      () => this.path(),
      () => `not ${this.path()}`,
      () => `not ${a} == ${b}`,
      () => `${a} ${oneOf(roll, ['==', '!=', '<', '<=', '>', '>='])} ${b}`,
      () => `${a} in ${this.collectionTerm(0)}`,
      () => `not ${a} in ${this.collectionTerm(0)}`,
      () => `every e in ${this.collectionTerm(0)} { e != u(${inner.term(0)}) }`,
      () => `every k, e in ${this.collectionTerm(0)} { [k, e] != u(${b}); ${inner.within(['k']).condition(0)} }`,
      () => `${a} = ${b}`,
      () => `${a}`,
    ])();
  }
}

type Calls = (roll: Roll, a: string, b: string, text: string) => string[];

const ofTexts: Calls = (roll, a, b, text) => [
  `sprintf("%v|%d|%s", [${a}, ${b}, ${text}])`,
  `concat(",", [x | some x in ${a}; is_string(x)])`,
  `split(${text}, " ")`,
  `upper(${text})`,
  `substring(${text}, ${oneOf(roll, ['0', '1', '-1'])}, ${oneOf(roll, ['1', '-1', '9'])})`,
  `replace(${text}, "a", "xx")`,
  `trim(${text}, "a")`,
  `indexof(${text}, "b")`,
  `contains(${text}, "a")`,
  `startswith(${text}, "a")`,
  `regex.match(${oneOf(roll, PATTERNS)}, ${text})`,
  `regex.find_n(${oneOf(roll, PATTERNS)}, ${text}, 2)`,
  `regex.replace(${text}, ${oneOf(roll, PATTERNS)}, "<$1>")`,
  `glob.match("a*", [], ${text})`,
  `json.marshal(${a})`,
  `json.unmarshal(json.marshal(${a}))`,
  `base64.encode(${text})`,
  `strings.reverse(${text})`,
  `strings.any_prefix_match(${text}, ["a", "x"])`,
];

const ofNumbers: Calls = (roll, a, b, text) => [
  `to_number(${oneOf(roll, [a, '"1.50"', '"1e2"', text])})`,
  `round(${a})`,
  `abs(${a})`,
  `ceil(${a})`,
  `format_int(${oneOf(roll, [a, '255'])}, 16)`,
  `numbers.range(${oneOf(roll, [a, '3'])}, 1)`,
  `units.parse_bytes(${oneOf(roll, [text, '"10KiB"', '"1.5k"'])})`,
  `bits.and(${a}, 6)`,
  `sum([x | some x in ${a}; is_number(x)])`,
  `product([1, ${b}])`,
  `semver.compare("1.2.3", ${oneOf(roll, [text, '"1.10.0"'])})`,
];

const ofObjects: Calls = (roll, a, b) => [
  `object.get(${a}, ${oneOf(roll, ['"a"', '["a", "b"]', b])}, ${b})`,
  `object.keys(${a})`,
  `object.union(${a}, {"a": ${b}})`,
  `object.filter(${a}, ["a", "b"])`,
  `object.remove(${a}, {"a"})`,
  `object.subset(${a}, {"a": ${b}})`,
  `json.filter(${a}, ["a/b", "b"])`,
  `json.remove(${a}, ["a"])`,
  `json.patch(${a}, [{"op": "add", "path": "a", "value": ${b}}])`,
  `[p | walk(${a}, [p, _])]`,
  `count(${a})`,
  `is_object(${a})`,
];

const ofLists: Calls = (roll, a, b) => [
  `array.concat([x | some x in ${a}], [${b}])`,
  `array.slice([x | some x in ${a}], ${oneOf(roll, ['0', '1', '-1'])}, 2)`,
  `array.reverse([${a}, ${b}])`,
  `sort(${a})`,
  `max(${a})`,
  `min({${a}, ${b}})`,
  `union({{1}, {x | some x in ${a}}})`,
  `intersection({{1, 2}, {x | some x in ${a}}})`,
  `count([x | some x in ${a}])`,
];

const ofTimes: Calls = (roll, a) => [
  `time.parse_rfc3339_ns(${oneOf(roll, [...TIMES, a])})`,
  `time.date(${oneOf(roll, [TIMES[0]!, a])})`,
  `time.weekday(${oneOf(roll, [TIMES[0]!, TIMES[3]!])})`,
  `time.clock([${TIMES[0]}, "Europe/Berlin"])`,
  `time.add_date(${TIMES[0]}, 0, ${oneOf(roll, ['1', '-1', a])}, 1)`,
  `time.diff(${TIMES[0]}, ${oneOf(roll, ['0', a])})`,
  `time.parse_duration_ns(${oneOf(roll, ['"1h30m"', '"x"', a])})`,
  `time.format([${TIMES[0]}, "UTC", "2006-01-02"])`,
];

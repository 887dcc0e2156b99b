import fc from 'fast-check';
import type { Json } from '#libs/policy-engine';

/** A policy, another one that differs in one rule or in its data, and an invariant. Packages are `p<n>`, `q<n>` and `c<n>`. */
export interface GeneratedCase {
  readonly policy: string;
  readonly sibling: string;
  readonly data: Json;
  readonly siblingData: Json;
  readonly invariant: string;
}

type Text = fc.Arbitrary<string>;
type Texts = fc.Arbitrary<string[]>;

const written = (write: (...texts: string[]) => string, ...parts: Text[]): Text =>
  fc.tuple(...parts).map((texts) => write(...texts));

const TOOL = fc.constantFrom('"get"', '"put"', '"run"');
const TAG = fc.constantFrom('"a"', '"b"', '"c"');
const NUMBER = fc.constantFrom('0', '3', '5', '10');
const ORDER = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');

/** About the input alone, whatever the name under which it stands. */
function aboutInput(input: string): readonly Text[] {
  const tags = `${input}.session.tags`;
  return [
    written((tool) => `${input}.tool == ${tool}`, TOOL),
    written((tool) => `${input}.tool != ${tool}`, TOOL),
    written((a, b) => `${input}.tool in {${a}, ${b}}`, TOOL, TOOL),
    written((tool) => `not ${input}.tool == ${tool}`, TOOL),
    fc.constantFrom(
      `startswith(${input}.tool, "p")`,
      `regex.match("^(get|put)$", ${input}.tool)`,
      `regex.match("u", ${input}.tool)`,
      `regex.match("[ruv]", ${input}.tool)`,
      `not contains(${input}.tool, "ut")`,
      `glob.match("*t", [], ${input}.tool)`,
    ),
    written((number) => `${input}.session.failed + 1 > ${number}`, fc.constantFrom('1', '2', '3')),
    written((number) => `${input}.arguments.amount - 2 >= ${number}`, NUMBER),
    written(
      (pattern) => `some tag in ${tags}\n\tregex.match(${pattern}, tag)`,
      fc.constantFrom('"[ab]"', '"a"', '"^[abc]$"', '"c"'),
    ),
    written(
      (is, role) => `${input}.agent.labels.role ${is} ${role}`,
      fc.constantFrom('==', '!='),
      fc.constantFrom('"admin"', '"dev"'),
    ),
    fc.constant(`not ${input}.agent.labels.role`),
    fc.constant(`not ${input}.agent.labels.role == "admin"`),
    written((is, number) => `${input}.arguments.amount ${is} ${number}`, ORDER, NUMBER),
    written((is, number) => `not ${input}.arguments.amount ${is} ${number}`, ORDER, NUMBER),
    fc.constantFrom(`is_number(${input}.arguments.amount)`, `${input}.arguments.amount == null`, `not ${input}.arguments.amount`),
    written((is, number) => `${input}.session.failed ${is} ${number}`, ORDER, fc.constantFrom('0', '2', '3')),
    written((tag) => `${tag} in ${tags}`, TAG),
    written((tag) => `not ${tag} in ${tags}`, TAG),
    written((a, b) => `some tag in ${tags}\n\ttag in {${a}, ${b}}`, TAG, TAG),
    written((tag) => `every tag in ${tags} { tag != ${tag} }`, TAG),
    fc.constantFrom(`count(${tags}) >= 2`, `count(${tags}) == 0`),
    written((number) => `object.get(${input}.arguments, "amount", 0) > ${number}`, NUMBER),
  ];
}

const ABOUT_INPUT = fc.oneof(...aboutInput('input'));
const ABOUT_ALL = fc.oneof(
  { weight: 5, arbitrary: ABOUT_INPUT },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'input.tool in data.read',
      'not input.tool in data.write',
      'data.kind[input.tool] == "write"',
      'data.kind[input.tool] != "write"',
      'not data.kind[input.tool]',
      'kind == "read"',
      'some name, its in data.kind\n\tname == input.tool\n\tits != "read"',
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'trusted',
      'not trusted',
      'fits(input.tool)',
      'not fits(input.tool)',
      'count(bars) > 0',
      'count(bars) == 0',
      'not bars["failed"]',
      'level > 1',
      'level == 1',
      'not level == 2',
    ),
  },
);

/** A variable is introduced once in a body. */
const several = (condition: Text, most = 2): Texts =>
  fc.uniqueArray(condition, { minLength: 1, maxLength: most, selector: (text) => /^some \w+/.exec(text)?.[0] ?? text });
const body = (conditions: readonly string[]): string => `{\n\t${conditions.join('\n\t')}\n}`;

const ANSWERS = fc.constantFrom(
  '{"verdict": "ALLOW", "rule": "allowed", "reason": "allowed"}',
  '{"verdict": "ALLOW", "rule": "allowed", "reason": sprintf("%s is fine", [input.tool])}',
  '{"verdict": "ALLOW", "rule": "logged", "reason": "allowed", "obligations": [{"do": "log"}]}',
  '{"verdict": "DENY", "rule": "denied", "reason": "denied"}',
  '{"verdict": "DENY", "rule": "barred", "reason": concat(", ", sort(bars))}',
  '{"verdict": "REQUIRE_APPROVAL", "rule": "asked", "reason": "asked"}',
  '{"verdict": "DEFER", "rule": "later", "reason": "later", "retryAfter": 5}',
  '{"verdict": "MODIFY", "rule": "cut", "reason": "cut", "changes": {"amount": 1}}',
  '{"verdict": "MODIFY", "rule": "cut", "reason": "no changes"}',
  '{"verdict": "MODIFY", "rule": "cut", "reason": sprintf("no changes of %v", [input.tool])}',
  '{"verdict": "ALLOW", "rule": "changed", "reason": sprintf("%v", [input.tool]), "changes": {"amount": 1}}',
  '{"verdict": ranked, "rule": "ranked", "reason": "by its rank"}',
);

/** Texts that a decision depends on nowhere, and others in their place. */
const REWORDED: readonly (readonly [from: string, to: string])[] = [
  ['"reason": "allowed"', '"reason": "as it may be"'],
  ['"%s is fine"', '"%s may go"'],
  ['"reason": "denied"', '"reason": "not today"'],
  ['contains "barred"', 'contains "shut"'],
  ['"tag %v"', '"a tag such as %v"'],
];
const reworded = (text: string): string => REWORDED.reduce((all, [from, to]) => all.replaceAll(from, to), text);

interface Rule {
  readonly answer: string;
  readonly conditions: readonly string[];
}
const RULE: fc.Arbitrary<Rule> = fc.record({ answer: ANSWERS, conditions: several(ABOUT_ALL, 3) });

interface Shape {
  readonly isChain: boolean;
  readonly hasDefault: boolean;
  readonly helpers: string;
  readonly rules: readonly Rule[];
}

const HELPERS: Text = fc
  .tuple(several(ABOUT_INPUT), several(ABOUT_INPUT), several(ABOUT_INPUT), several(ABOUT_INPUT), fc.boolean())
  .map(([trusted, otherwise, barred, level, hasLevel]) =>
    [
      `trusted if ${body(trusted)}`,
      `trusted if ${body(otherwise)}`,
      'kind := data.kind[input.tool]',
      'fits(tool) if tool in data.read',
      `fits(tool) if {\n\ttool == "put"\n\t${otherwise[0] ?? ''}\n}`,
      `bars contains "barred" if ${body(barred)}`,
      'bars contains "failed" if input.session.failed >= 3',
      'bars contains sprintf("tag %v", [tag]) if {\n\tsome tag in input.session.tags\n\ttag == "c"\n}',
      `${hasLevel ? 'default level := 0\n\n' : ''}level := 2 if ${body(level)} else := 1 if input.tool == "get"`,
      `default ranked := "DENY"\n\nranked := "ALLOW" if ${body(level)} else := "REQUIRE_APPROVAL" if trusted`,
    ].join('\n\n'),
  );

const SHAPE: fc.Arbitrary<Shape> = fc.record({
  isChain: fc.boolean(),
  hasDefault: fc.boolean(),
  helpers: HELPERS,
  rules: fc.array(RULE, { minLength: 1, maxLength: 4 }),
});

function moduleOf(name: string, { isChain, hasDefault, helpers, rules }: Shape): string {
  const all = rules.map(({ answer, conditions }) => `:= ${answer} if ${body(conditions)}`);
  const decision = isChain ? [`decision ${all.join(' else ')}`] : all.map((rule) => `decision ${rule}`);
  const otherwise = 'default decision := {"verdict": "DENY", "rule": "else", "reason": "no rule allows this"}';
  return `package ${name}\n\n${[...(hasDefault ? [otherwise] : []), ...decision, helpers].join('\n\n')}\n`;
}

const DATA: fc.Arbitrary<Json> = fc.record({
  read: fc.subarray(['get', 'list', 'odd']),
  write: fc.subarray(['put', 'run', 'get']),
  kind: fc.constantFrom<Json[]>({ get: 'read', put: 'write' }, { put: 'write', run: 'exec' }, {}),
});

const RULED: Text = fc.constantFrom(
  'input.ruling.verdict == "ALLOW"',
  'input.ruling.verdict != "DENY"',
  'input.ruling.verdict in {"ALLOW", "MODIFY"}',
  'input.ruling.code == "POLICY_ERROR"',
  'input.ruling.rule == "allowed"',
  'input.ruling.retryAfter < 60',
  'count(input.ruling.obligations) > 0',
  'input.failed',
);

const INVARIANT: Text = fc
  .tuple(several(fc.oneof(...aboutInput('input.input'))), RULED)
  .map(([premise, ruled]) => `\n\npremise if ${body(premise)}\n\nviolation contains "ruled so" if {\n\tpremise\n\t${ruled}\n}\n`);

/** The same ones for the same seed. */
export function generatedCases(seed: number, count: number): readonly GeneratedCase[] {
  const drawn = fc.sample(
    fc.record({
      shape: SHAPE,
      other: RULE,
      at: fc.nat(3),
      isData: fc.boolean(),
      isReworded: fc.nat(4).map((n) => n === 0),
      data: DATA,
      otherData: DATA,
      invariant: INVARIANT,
    }),
    { seed, numRuns: count },
  );
  return drawn.map(({ shape, other, at, isData, isReworded, data, otherData, invariant }, n) => {
    const rules = shape.rules.map((rule, i) => (i === at % shape.rules.length ? other : rule));
    return {
      policy: moduleOf(`p${n}`, shape),
      sibling: isReworded ? reworded(moduleOf(`q${n}`, shape)) : moduleOf(`q${n}`, isData ? shape : { ...shape, rules }),
      data,
      siblingData: isData && !isReworded ? otherData : data,
      invariant: `package c${n}${invariant}`,
    };
  });
}

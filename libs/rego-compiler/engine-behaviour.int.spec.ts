import assert from 'node:assert/strict';
import { expect, test } from '@jest/globals';
import { expectThat, thrownBy } from '#libs/testing';
import { type CompiledPolicy, type Json, PolicyEvaluationError, compilePlan } from '#libs/policy-engine';
import { compileRego } from './index.js';

interface Options {
  data?: Json;
  entrypoint?: string;
  strict?: boolean;
}

async function policy(body: string, options: Options = {}): Promise<CompiledPolicy> {
  const source = `package writ\n\n${body}\n`;
  const compiled = await compileRego({ modules: { 'policy.rego': source }, entrypoint: options.entrypoint ?? 'writ/p' });
  assert(compiled.ok, JSON.stringify(compiled));
  return compilePlan(compiled.plan, options.data ?? {}, { strictBuiltinErrors: options.strict ?? false });
}

async function evaluate(body: string, input: Json = {}, options: Options = {}): Promise<Json | undefined> {
  return (await policy(body, options)).evaluate('writ/p', input).result;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert(error instanceof PolicyEvaluationError, String(error));
    return error.code;
  }
  return assert.fail('the evaluation gave an answer');
}

test('an undefined entrypoint has no result', async () => {
  const compiled = await policy('p := 1 if input.x == 1');
  expect(compiled.evaluate('writ/p', {})).toStrictEqual({ result: undefined });
  expect(compiled.evaluate('writ/p', { x: 1 })).toStrictEqual({ result: 1 });
  expect(compiled.entrypoints).toStrictEqual(['writ/p']);
});

test('refuses an entrypoint the policy does not have', async () => {
  const compiled = await policy('p := 1');
  expect(codeOf(() => compiled.evaluate('writ/q', {}))).toBe('eval_unknown_entrypoint');
});

test('with replaces input and data inside its expression only, memoised rules included', async () => {
  const body =
    'q := input.x + data.y\n\np := [q, a, b, c, q] if {\n\ta := q with input.x as 10\n\tb := q with data.y as 200\n\tc := q with input as {"x": 5} with data.y as 5\n}';
  expect(await evaluate(body, { x: 1 }, { data: { y: 2 } })).toStrictEqual([3, 12, 201, 10, 3]);
});

test('with replaces functions and built-ins', async () => {
  const body =
    'f(x) := x * 2\n\nmock(_) := 7\n\np := [f(1), a, b] if {\n\ta := f(1) with f as mock\n\tb := q with count as mock\n}\n\nq := count([1, 2])';
  expect(await evaluate(body)).toStrictEqual([2, 7, 7]);
});

test('two values for one rule are a conflict with its place', async () => {
  const compiled = await policy('p := 1 if input.a\n\np := 2 if input.b');
  expect(compiled.evaluate('writ/p', { a: true }).result).toBe(1);
  const { code, location } = thrownBy(() => compiled.evaluate('writ/p', { a: true, b: true })) as PolicyEvaluationError;
  expect([code, location]).toStrictEqual(['eval_conflict_error', { file: 'policy.rego', row: 5 }]);
});

test('two values under one key of a partial object are a conflict', async () => {
  const compiled = await policy('p[k] := v if some k, v in input.a\n\np[k] := v if some k, v in input.b');
  expect(compiled.evaluate('writ/p', { a: { x: 1 }, b: { x: 1, y: 2 } }).result).toStrictEqual({ x: 1, y: 2 });
  expect(codeOf(() => compiled.evaluate('writ/p', { a: { x: 1 }, b: { x: 2 } }))).toBe('eval_conflict_error');
});

test('a failing built-in is undefined, or an error with its place in strict mode', async () => {
  const body = 'default p := "no answer"\n\np := x if x := 1 / input.n';
  expect(await evaluate(body, { n: 0 })).toBe('no answer');
  const strict = await policy(body, { strict: true });
  expect(strict.evaluate('writ/p', { n: 4 }).result).toBe(0.25);
  expect(() => strict.evaluate('writ/p', { n: 0 })).toThrow(
    expect.objectContaining({ code: 'eval_builtin_error', location: { file: 'policy.rego', row: 5 } }),
  );
  const typed = await policy('p := upper(input.n)', { strict: true });
  expect(() => typed.evaluate('writ/p', { n: 1 })).toThrow(expect.objectContaining({ code: 'eval_type_error' }));
});

test('inherited properties are never input', async () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'length', 'map', 'valueOf']) {
    const body = `default p := "absent"\n\np := input["${name}"]\n\nq := data["${name}"]`;
    expectThat(name, await evaluate(body, {})).toBe('absent');
    expectThat(name, await evaluate(body, JSON.parse(`{"${name}": "own"}`) as Json)).toBe('own');
    expectThat(name, await evaluate(`default p := "absent"\n\np := input.list["${name}"]`, { list: [1] })).toBe('absent');
    expectThat(name, await evaluate(`default p := "absent"\n\np := input.set["${name}"]`, { set: 'text' })).toBe('absent');
  }
});

test('a __proto__ key is a key like any other, read, written and returned', async () => {
  const input = JSON.parse('{"__proto__": {"admin": true}, "k": "__proto__"}') as Json;
  const result = await evaluate(
    'p := {"seen": [k | some k, _ in input], "made": {input.k: 1, "__proto__x": 2}, "admin": object.get(input, "admin", false)}',
    input,
  );
  expect(JSON.stringify(result)).toBe('{"admin":false,"made":{"__proto__":1,"__proto__x":2},"seen":["__proto__","k"]}');
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test('decides nothing while Object.prototype is polluted', async () => {
  const compiled = await policy('p := input.admin');
  const prototype = Object.prototype as { admin?: boolean };
  prototype.admin = true;
  try {
    expect(codeOf(() => compiled.evaluate('writ/p', {}))).toBe('eval_prototype_polluted');
  } finally {
    delete prototype.admin;
  }
  expect(compiled.evaluate('writ/p', {}).result).toBeUndefined();
});

test('input and data stay as they were, and results share nothing with them', async () => {
  const data = { list: [3, 1, 2], nested: { a: [1] } };
  const compiled = await policy(
    'p := {"s": sort(data.list), "n": data.nested, "u": object.union(data.nested, input), "c": {"fixed": [1]}}',
    { data },
  );
  const input = { a: [2], b: { c: 1 } };
  const first = compiled.evaluate('writ/p', input).result as { n: { a: number[] }; c: { fixed: number[] } };
  first.n.a.push(99);
  first.c.fixed.push(99);
  expect(data).toStrictEqual({ list: [3, 1, 2], nested: { a: [1] } });
  expect(input).toStrictEqual({ a: [2], b: { c: 1 } });
  expect(compiled.evaluate('writ/p', input).result).toStrictEqual({
    s: [1, 2, 3],
    n: { a: [1] },
    u: { a: [2], b: { c: 1 } },
    c: { fixed: [1] },
  });
});

test('a literal collection is not confused with one that grows', async () => {
  const body = 'p contains x if some x in {"b", "a"}\n\np contains x if some x in input.more';
  const compiled = await policy(body);
  expect(compiled.evaluate('writ/p', { more: ['z'] }).result).toStrictEqual(['a', 'b', 'z']);
  expect(compiled.evaluate('writ/p', { more: ['y'] }).result).toStrictEqual(['a', 'b', 'y']);
});

test('whole numbers beyond 2^53 are exact inside a policy', async () => {
  expect(await evaluate('p := format_int(9007199254740993 * 3 + 1, 10)')).toBe('27021597764222980');
  expect(await evaluate('p if 9007199254740993 != 9007199254740992')).toBe(true);
  expect(await evaluate('p := sprintf("%d", [json.unmarshal("12345678901234567890")])')).toBe('12345678901234567890');
});

test('sets and objects are seen in Rego order', async () => {
  const body = 'p := [[x | some x in {"b", 2, null, "a", [1], true, 10, {"k": 1}, 1.5}], [k | some k, _ in input]]';
  expect(await evaluate(body, { b: 1, '10': 1, '9': 1, a: 1, '\ufb01': 1, '\u{1f600}': 1 })).toStrictEqual([
    [null, true, 1.5, 2, 10, 'a', 'b', [1], { k: 1 }],
    ['10', '9', 'a', 'b', '\ufb01', '\u{1f600}'],
  ]);
});

const RUNAWAYS: Record<string, string> = {
  loops: 'p := count([1 | some a in input.xs; some b in input.xs; some c in input.xs; a + b + c == -1])',
  'a huge range': 'p := count(numbers.range(1, (count(input.xs) * count(input.xs)) * 4000))',
  'a large set': 'p := count({[a, b, c] | some a in input.xs; some b in input.xs; some c in input.xs})',
  texts: 'p := count({sprintf("%d-%d", [a, b]) | some a in input.xs; some b in input.xs; some _ in input.xs})',
  patterns: 'p := count([1 | some a in input.xs; some b in input.xs; regex.match(sprintf("(a|b%d)+c%d$", [a, b]), input.s)])',
  'a wide pattern': 'p := count([1 | some _ in input.xs; regex.match(`(a|b){1000}`, input.s)])',
  'a text that doubles':
    'a := concat("", [input.s, input.s])\n\nb := replace(a, "a", a)\n\nc := replace(b, "a", b)\n\np := count(replace(c, "a", b))',
};

for (const [name, body] of Object.entries(RUNAWAYS)) {
  test(`fuel stops ${name} soon and the next evaluation is unharmed`, async () => {
    const compiled = await policy(body);
    const input = { xs: Array.from({ length: 500 }, (_, i) => i), s: 'a'.repeat(500) };
    const started = performance.now();
    expect(codeOf(() => compiled.evaluate('writ/p', input))).toBe('eval_fuel_exhausted');
    // The budget is about 10 ms of a warm machine; the bound here only has to tell that from running on.
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(compiled.evaluate('writ/p', { xs: [1], s: 'a' }).result).toBeDefined();
  });
}

test('the same evaluation always needs the same fuel', async () => {
  const body = 'p := count([1 | some x in input; regex.match(`^a+(b|c)*$`, x); glob.match("a*", [], x)])';
  const input = Array.from({ length: 40 }, (_, i) => 'a'.repeat(i));
  const compiled = await policy(body);
  const enough = (fuel: number): boolean => {
    try {
      compiled.evaluate('writ/p', input, { fuel });
      return true;
    } catch {
      return false;
    }
  };
  let [low, high] = [0, 1_000_000];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  expect(high).toBeLessThan(1_000_000);
  for (let i = 0; i < 5; i += 1) expect([enough(high), enough(high - 1)]).toStrictEqual([true, false]);
});

test('a document that is nested too deeply has no answer', async () => {
  const nested = (): Json => Array.from({ length: 50_000 }).reduce<Json>((inner) => [inner], 'x');
  const input = { a: nested(), b: nested() };
  for (const body of ['p := input', 'p := input.a == input.b', 'p := json.marshal(input)', 'p := count([1 | walk(input, _)])']) {
    const compiled = await policy(body);
    expectThat(
      body,
      codeOf(() => compiled.evaluate('writ/p', input, { fuel: 1e12 })),
    ).toBe('eval_depth_exceeded');
  }
});

test('explains which rules fired and what stopped the others', async () => {
  const body = [
    'default p := "deny"', // row 3
    '',
    'p := "allow" if {', // row 5
    '\tinput.tool == "read"',
    '\tnot blocked',
    '}',
    '',
    'p := "approve" if {', // row 10
    '\tinput.tool == "write"',
    '\tsome role in input.roles',
    '\trole == "writer"',
    '}',
    '',
    'blocked if input.agent in data.blocked', // row 16
  ].join('\n');
  const compiled = await policy(body, { data: { blocked: ['eve'] } });
  const at = (row: number) => ({ rule: 'data.writ.p', file: 'policy.rego', row });
  const explain = (input: Json) => compiled.evaluate('writ/p', input, { explain: true }).explanation!;
  const read = explain({ tool: 'read', agent: 'bob' });
  expect(read.fired).toStrictEqual([at(5)]);
  expect(read.failed.find((rule) => rule.row === 10)?.condition).toStrictEqual({ file: 'policy.rego', row: 11 });
  expect(read.failed.find((rule) => rule.rule === 'data.writ.blocked')?.condition).toStrictEqual({
    file: 'policy.rego',
    row: 16,
  });
  const write = explain({ tool: 'write', roles: ['reader', 'guest'], agent: 'bob' });
  expect(write.fired).toStrictEqual([at(3)]);
  expect(write.failed.find((rule) => rule.row === 10)?.condition).toStrictEqual({ file: 'policy.rego', row: 13 });
  const blocked = explain({ tool: 'read', agent: 'eve' });
  expect(blocked.failed.find((rule) => rule.row === 5)?.condition).toStrictEqual({ file: 'policy.rego', row: 7 });
  expect(compiled.evaluate('writ/p', { tool: 'read' }).explanation).toBeUndefined();
});

test('what with replaces does not depend on the order in which it is written, and rows stay as they are', async () => {
  const rules = 'q := [small(input.n), count([input.n])]\n\nsmall(n) if n < 3\n\nlarge(_) := "large"\n\nmany(_) := 7\n';
  const chains = ['with small as large with input as {"n": 9}', 'with count as many with small as large with input.n as 9'];
  expect(await evaluate(`${rules}\np := [a, b] if {\n\ta := q ${chains[0]}\n\tb := q ${chains[1]}\n}`, { n: 1 })).toStrictEqual([
    ['large', 1],
    ['large', 7],
  ]);
  const compiled = await policy(`${rules}\np := x if {\n\tx := q ${chains[0]}\n\tx != q\n}`);
  expect(compiled.evaluate('writ/p', { n: 1 }, { coverage: true }).coverage).toStrictEqual({
    'policy.rego': [3, 5, 7, 11, 12, 13],
  });
});

test('functions are no members of the package they stand in, whoever goes through it', async () => {
  const rules = 'f(x) := object.get({"x": x}, "x", 1)\n\ng(_) := 2\n\nq := 3 if input.q';
  const asked = ['[x | x := data.writ.lib[_]]', '[x | x := data.writ.lib[input.name]]', '{k: v | some k, v in data.writ.lib}'];
  const compiled = await compileRego({
    modules: { 'policy.rego': `package writ\n\np := [${asked.join(', ')}]\n`, 'lib.rego': `package writ.lib\n\n${rules}\n` },
    entrypoint: 'writ/p',
  });
  assert(compiled.ok, JSON.stringify(compiled));
  const evaluated = compilePlan(compiled.plan, {});
  expect(evaluated.evaluate('writ/p', { name: 'f' }).result).toStrictEqual([[], [], {}]);
  expect(evaluated.evaluate('writ/p', { name: 'q', q: true }).result).toStrictEqual([[3], [3], { q: 3 }]);
});

/** A reference into data is a path of texts, in OPA's own evaluation; a value taken from there is a value like others. */
const STEPS: [body: string, answer: Json][] = [
  [
    'p := [x | some k in ["0", "1", "01", "+1", "-0", "-1", "9", "1_0", "0x1", " 1", ""]; x := data.list[k]]',
    ['a', 'b', 'b', 'b', 'a'],
  ],
  ['p := [x | some k in [0, 1, 1.0, -0, 7]; x := data.named[k]]', ['z', 'e']],
  ['p := data.list["1"]', 'b'],
  ['p := data.deep["1"].a["0"]', 'found'],
  ['default p := false\n\np if not data.list["1"]', false],
  ['p := [x | y := data.list; x := y["1"]]', []],
  ['p := [x | x := of(data.list)]\n\nof(list) := list["1"]', []],
  ['p := [x | x := data.list["0"] with data.list as ["other"]]', []],
  ['p := [x | x := data.named[1] with data.named as {"1": 5}]', []],
  ['p := [x | x := data.list["0"] with data.named as ["other"]]', ['a']],
  ['p := [x | x := input.list["1"]]', []],
  ['p := [x | x := data.named[true]]', []],
];

test.each(STEPS)('%s is %j', async (body, answer) => {
  const data = { list: ['a', 'b'], named: { 0: 'z', 1: 'e', true: 't' }, deep: [0, { a: ['found'] }] };
  const compiled = await policy(body, { data });
  const input = { list: ['a', 'b'] };
  expect(compiled.evaluate('writ/p', input).result).toStrictEqual(answer);
  expect(compiled.evaluate('writ/p', input, { reads: true }).result).toStrictEqual(answer);
});

import { expect, test } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { BUILTINS } from '../builtin-table.js';
import { PolicyEvaluationError } from '../errors.js';
import { toJson } from '../json/json-values.js';
import { type Plan, type Statement } from '../compiling/plan.js';
import { compilePlan, compileToValues } from '../policy.js';
import type { Reads } from './read-log.js';
import { covers, readSetOf } from './read-set.js';
import { type ComplianceCase, disturbed, readComplianceCases, rolls } from '../testing/index.js';
import { type Json, type Value, canonicalText } from '../values.js';

interface Answer {
  text: string;
  reads?: Reads;
}

/** What a case answers; a refused evaluation has a code and no reads. */
function answer(item: ComplianceCase, input: Value | undefined, data: Value, reads: boolean): Answer {
  try {
    const policy = compileToValues(item.plan, data, { strictBuiltinErrors: item.strict_error === true });
    const options = { fuel: 50_000_000, reads };
    const run = policy.run(item.entrypoints[0]!, input, options, (found) => canonicalText(found.map(toJson)));
    return { text: run.values, ...run.reports };
  } catch (error) {
    if (error instanceof PolicyEvaluationError) return { text: error.code };
    throw error;
  }
}

const cases = readComplianceCases();
const skip = cases ? false : '../shared/vectors/rego-compliance absent';
const SEED = Number(process.env['WRIT_SEED'] ?? 20_263);

skipWhen(skip, test)('reading is reported without changing any answer, and what is not reported has no influence', () => {
  const runnable = cases!.filter(
    (item) => item.input_term === undefined && (item.plan.static.builtin_funcs ?? []).every((fn) => BUILTINS.has(fn.name)),
  );
  const roll = rolls(SEED);
  let changed = 0;
  for (const item of runnable) {
    const [input, data] = [item.input, item.data ?? {}];
    const plain = answer(item, input, data, false);
    const { text, reads } = answer(item, input, data, true);
    expectThat(item.note, text).toBe(plain.text);
    if (!reads) continue;
    assertWithin(item, reads);
    for (let n = 0; n < 4; n += 1) {
      const otherInput: Value | undefined = input === undefined ? input : disturbed(input, reads.input, roll);
      const otherData: Value = disturbed(data, reads.data, roll);
      const documents = canonicalText([otherInput ?? null, otherData]);
      if (documents !== canonicalText([input ?? null, data])) changed += 1;
      const told: string = `${item.note}, seed ${SEED}: ${JSON.stringify(reads)} ${documents}`;
      expectThat(told, answer(item, otherInput, otherData, false).text).toBe(text);
    }
  }
  expectThat(`only ${changed} changes`, changed).toBeGreaterThan(3_000);
});

/** What an evaluation reads, the text of the plan says any may read; lookups that fail end early. */
function assertWithin(item: ComplianceCase, reads: Reads): void {
  const possible = readSetOf(item.plan);
  for (const root of ['input', 'data'] as const) {
    // An input that is not there counts as read whatever the plan says.
    if (root === 'input' && item.input === undefined) continue;
    for (const path of reads[root]) {
      const isExpected = possible[root].some((other) => covers(other.slice(0, path.length), path));
      expectThat(`${item.note}: ${root} ${JSON.stringify(path)} is not in ${JSON.stringify(possible[root])}`, isExpected).toBe(
        true,
      );
    }
  }
}

/** A plan that looks up texts in the input: one lookup for each list of keys, each in a block of its own. */
function lookups(keys: readonly (readonly string[])[]): Plan {
  const strings = ['result', ...new Set(keys.flat())];
  const text = (value: string): { type: 'string_index'; value: number } => ({
    type: 'string_index',
    value: strings.indexOf(value),
  });
  const blocks = keys.map((path) => ({
    stmts: path.map((key, depth): Statement => {
      const source = { type: 'local' as const, value: depth === 0 ? 0 : depth + 1 };
      return { type: 'DotStmt', stmt: { source, key: text(key), target: depth + 2 } };
    }),
  }));
  const stmts: Statement[] = [{ type: 'BlockStmt', stmt: { blocks } }];
  return {
    static: { strings: strings.map((value) => ({ value })), files: [] },
    plans: { plans: [{ name: 'x', blocks: [{ stmts }] }] },
    funcs: { funcs: [] },
  };
}

function readsOf(keys: readonly (readonly string[])[], input: Json): Reads {
  return compilePlan(lookups(keys), {}).evaluate('x', input, { reads: true }).reads!;
}

test('names what was found once, the first part that was missing, and no path beside its own beginning', () => {
  const input = { a: { b: 1, c: { d: 2 } }, list: [1], 'x-y': null };
  expect(
    readsOf([['a', 'b'], ['a', 'b'], ['a', 'c'], ['a', 'c', 'd'], ['x-y'], ['gone', 'deeper'], ['list', 'b']], input),
  ).toStrictEqual({
    input: [['a', 'b'], ['a', 'c', 'd'], ['gone'], ['list'], ['x-y']],
    data: [],
    missing: { input: [['gone']], data: [] },
  });
  expect(readsOf([['__proto__', 'constructor']], JSON.parse('{"__proto__": {"constructor": 1}}') as Json).input).toStrictEqual([
    ['__proto__', 'constructor'],
  ]);
  expect(readsOf([['a']], 5)).toStrictEqual({ input: [[]], data: [], missing: { input: [], data: [] } });
});

test('documents that are frozen are read, too', () => {
  const input = Object.freeze({ a: Object.freeze({ b: Object.freeze([1]) }) }) as unknown as Json;
  expect(readsOf([['a', 'b']], input).input).toStrictEqual([['a', 'b']]);
});

test('more than a thousand paths are cut to what holds them', () => {
  const many = Array.from({ length: 1_200 }, (_, i) => ['wide', `n${i}`, 'x']);
  const input = { wide: Object.fromEntries(many.map(([, name]) => [name, { x: 1 }])), narrow: { a: { b: 1 } } };
  expect(readsOf([...many, ['narrow', 'a', 'b']], input)).toStrictEqual({
    input: [['narrow'], ['wide']],
    data: [],
    missing: { input: [], data: [] },
    truncated: true,
  });
  const some = readsOf(many.slice(0, 1_000), input);
  expect(some.input).toHaveLength(1_000);
  expect(some.truncated).toBeUndefined();
});

test('explanations carry the reads unless told not to', () => {
  const policy = compilePlan(lookups([['a']]), {});
  const input = { a: 1 };
  expect(policy.evaluate('x', input, { explain: true }).explanation?.reads?.input).toStrictEqual([['a']]);
  expect(Object.keys(policy.evaluate('x', input, { explain: true }))).toStrictEqual(['result', 'explanation']);
  expect(policy.evaluate('x', input, { explain: true, reads: false }).explanation?.reads).toBeUndefined();
  expect(Object.keys(policy.evaluate('x', input))).toStrictEqual(['result']);
});

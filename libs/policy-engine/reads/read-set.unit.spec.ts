import { expect, test } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { PolicyEvaluationError } from '../errors.js';
import { toJson } from '../json/json-values.js';
import { type DocumentPath } from '../compiling/plan-flow.js';
import { compileToValues } from '../policy.js';
import { covers, pathText, readSetOf } from './read-set.js';
import { BUILTINS } from '../builtin-table.js';
import { type ComplianceCase, readComplianceCases } from '../testing/index.js';
import { type Value, canonicalText } from '../values.js';

/** The document changed wherever no path looks: foreign members put in, members that are not read replaced. */
function disturb(value: Value | undefined, paths: readonly DocumentPath[]): Value | undefined {
  if (paths.some((path) => path.length === 0) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item, i) => disturb(item, beneath(paths, String(i))) ?? null);
  const members = Object.entries(value).map(([key, item]): [string, Value] => {
    const inner = beneath(paths, key);
    return [key, inner.length === 0 ? 'disturbed' : disturb(item as Value, inner)!];
  });
  return Object.fromEntries(beneath(paths, 'foreign').length === 0 ? [...members, ['foreign', 'disturbed']] : members);
}

function beneath(paths: readonly DocumentPath[], key: string): DocumentPath[] {
  return paths.filter(([first]) => first === null || first === key).map((path) => path.slice(1));
}

function answer(item: ComplianceCase, input: Value | undefined, data: Value): string {
  try {
    const policy = compileToValues(item.plan, data, { strictBuiltinErrors: item.strict_error === true });
    return policy.run(item.entrypoints[0]!, input, { fuel: 50_000_000 }, (found) => canonicalText(found.map(toJson))).values;
  } catch (error) {
    if (error instanceof PolicyEvaluationError) return error.code;
    throw error;
  }
}

const cases = readComplianceCases();

skipWhen(cases ? false : '../shared/vectors/rego-compliance absent', test)(
  'what the read set does not name has no influence, in every compliance case',
  () => {
    const runnable = cases!.filter(
      (item) => item.input_term === undefined && (item.plan.static.builtin_funcs ?? []).every((fn) => BUILTINS.has(fn.name)),
    );
    let disturbed = 0;
    const different = runnable.flatMap((item) => {
      const reads = readSetOf(item.plan);
      const [input, data] = [disturb(item.input, reads.input), disturb(item.data ?? {}, reads.data)!];
      if (
        canonicalText(input ?? null) !== canonicalText(item.input ?? null) ||
        canonicalText(data) !== canonicalText(item.data ?? {})
      )
        disturbed += 1;
      const [whole, less] = [answer(item, item.input, item.data ?? {}), answer(item, input, data)];
      return whole === less ? [] : [`${item.note}: ${whole} became ${less}`];
    });
    expect(different).toStrictEqual([]);
    expectThat(`only ${disturbed} cases could be disturbed`, disturbed).toBeGreaterThan(500);
  },
);

test('a path covers what is beneath it, and any key covers each', () => {
  expect(covers([], ['a'])).toBe(true);
  expect(covers(['a', null], ['a', 'b', 'c'])).toBe(true);
  expect(covers(['a', 'b'], ['a', null])).toBe(false);
  expect(covers(['a', 'b'], ['a'])).toBe(false);
  expect(pathText('input', ['agent', null, 'x-y'])).toBe('input.agent[_]["x-y"]');
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { BUILTINS } from './builtins.js';
import { PolicyEvaluationError } from './errors.js';
import { toJson } from './json-values.js';
import { compileToValues } from './policy.js';
import { type ComplianceCase, readComplianceCases, readTerm } from './testing/index.js';
import { type Value, canonicalText, compareValues, equalValues } from './values.js';

const cases = readComplianceCases();
const floor = JSON.parse(readFileSync('libs/policy-engine/compliance-floor.json', 'utf8')) as {
  passed: number;
  coveredRatio: number;
  /** Cases that fail for a reason we accept. */
  known: Record<string, string>;
};
const FUEL = 50_000_000;

function missingBuiltins(item: ComplianceCase): string[] {
  return (item.plan.static.builtin_funcs ?? []).map((fn) => fn.name).filter((name) => !BUILTINS.has(name));
}

/** The case's failure in words, undefined when it passes. */
function failure(item: ComplianceCase): string | undefined {
  const input = item.input_term === undefined ? item.input : readTerm(item.input_term);
  try {
    const policy = compileToValues(item.plan, item.data ?? {}, { strictBuiltinErrors: item.strict_error === true });
    const { values } = policy.run(item.entrypoints[0]!, input, { fuel: FUEL }, (results) => results.map(toJson));
    if (item.want_error !== undefined || item.want_error_code !== undefined)
      return `wanted ${item.want_error_code ?? item.want_error}, got ${canonicalText(values)}`;
    return sameResults(item, values, item.want_plan_result ?? []);
  } catch (error) {
    const code = error instanceof PolicyEvaluationError ? error.code : undefined;
    if (code !== undefined && (code === item.want_error_code || isWanted(code, item))) return undefined;
    const cause = (error as Error).cause as Error | undefined;
    return `${String(error)} ${code ?? ''} ${cause?.stack?.split('\n').slice(0, 2).join(' ') ?? ''}`;
  }
}

/** Some cases give the wanted code only inside the message. */
function isWanted(code: string, item: ComplianceCase): boolean {
  return item.want_error_code === undefined && item.want_error?.includes(code) === true;
}

function sameResults(item: ComplianceCase, got: Value[], want: Value): string | undefined {
  // A result set has no order of its own; arrays inside it only where the case says so.
  const ordered = (values: Value[]): Value => (item.sort_bindings ? sortDeep(values) : values.sort(compareValues));
  const [left, right] = [ordered(got), ordered(toJson(want) as Value[])];
  return equalValues(left, right) ? undefined : `wanted ${canonicalText(right)}, got ${canonicalText(left)}`;
}

function sortDeep(value: Value): Value {
  if (Array.isArray(value)) return value.map(sortDeep).sort(compareValues);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sortDeep(item as Value)]));
}

test(
  'passes the compliance cases down to the committed floor',
  { skip: cases ? false : 'skipped: ../shared/vectors/rego-compliance absent' },
  () => {
    const covered = cases!.filter((item) => missingBuiltins(item).length === 0);
    const failures = covered.flatMap((item) => {
      const reason = failure(item);
      return reason === undefined ? [] : [{ note: item.note, reason: reason.slice(0, 300) }];
    });
    const passed = covered.length - failures.length;
    const uncovered = new Map<string, number>();
    for (const item of cases!) for (const name of missingBuiltins(item)) uncovered.set(name, (uncovered.get(name) ?? 0) + 1);
    console.log(`rego compliance: ${passed}/${cases!.length} passed (covered built-ins: ${passed}/${covered.length})`);
    console.log(`not carried: ${[...uncovered].map(([name, count]) => `${name} (${count})`).join(', ')}`);
    for (const { note, reason } of failures) console.log(`failing: ${note}: ${floor.known[note] ?? 'unexplained'} (${reason})`);
    assert.deepEqual(
      failures.map(({ note }) => note).sort(),
      Object.keys(floor.known).sort(),
      'failing cases and their explanations must match',
    );
    assert.ok(passed >= floor.passed, `${passed} cases pass, the floor is ${floor.passed}`);
    assert.ok(passed / covered.length >= floor.coveredRatio, `${passed}/${covered.length} of the covered cases pass`);
  },
);

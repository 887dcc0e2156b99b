import { BUILTINS } from '../builtin-table.js';
import { PolicyEvaluationError } from '../errors.js';
import { toJson } from '../json/json-values.js';
import { compileToValues } from '../policy.js';
import { type Value, canonicalText, compareValues, equalValues } from '../values.js';
import { type ComplianceCase, readTerm } from './compliance-cases.js';

/** What became of one case. */
export interface ComplianceResult {
  readonly group: string;
  readonly note: string;
  /** Built-ins the case needs and the engine does not have; such a case is not run. */
  readonly missing: readonly string[];
  /** Why it failed; undefined when it passed or was not run. */
  readonly failure: string | undefined;
}

export function runCompliance(cases: readonly ComplianceCase[]): ComplianceResult[] {
  return cases.map((item) => {
    const missing = missingBuiltins(item);
    return { group: item.group, note: item.note, missing, failure: missing.length > 0 ? undefined : failure(item) };
  });
}

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

import { inputFactsOf, pathText, readSetOf, type DocumentPath, type Json, type Plan } from '#libs/policy-engine';
import { isObject } from '#libs/policy-toolchain';
import { POLICY_CODES, VERDICTS } from '#libs/ruling';

const GIVEN = new Set(['input', 'ruling', 'baseline', 'failed']);
const RULED = new Set(['verdict', 'code', 'rule', 'reason', 'obligations', 'changes', 'retryAfter']);
const VALUES: Readonly<Record<string, readonly string[]>> = { verdict: VERDICTS, code: POLICY_CODES };

/**
 * What an invariant reads though nobody gives it to any, and what it compares a ruling with though no ruling is that: it would never
 * be violated, and hold of every policy. With a schema also what no input of a policy has.
 */
export function neverGiven(
  claim: Plan,
  { schema, hasBaseline }: { readonly schema: Json | undefined; readonly hasBaseline: boolean },
): string[] {
  const parts = readSetOf(claim).input.flatMap((path) => {
    if (path[0] === 'baseline' && !hasBaseline) return ['it reads input.baseline, and there is no baseline here'];
    const at = absentAt(path, schema);
    if (at === undefined) return [];
    const isOfInput = !GIVEN.has(String(path[0])) && (schema === undefined || absentAt(['input', ...path], schema) === undefined);
    return [
      `it reads ${pathText('input', path.slice(0, at + 1))}, which it is never given${isOfInput ? `: the call is input.input, so ${pathText('input', ['input', ...path])}` : ''}`,
    ];
  });
  const compared = inputFactsOf(claim).flatMap(({ path, constants }) => {
    const [of, member] = path;
    const values = path.length === 2 && (of === 'ruling' || of === 'baseline') ? VALUES[String(member)] : undefined;
    const others = values ? constants.filter((value) => typeof value === 'string' && !values.includes(value)) : [];
    return others.map(
      (value) =>
        `it compares ${pathText('input', path)} with ${JSON.stringify(value)}, which no ${String(member)} is: ${values!.join(', ')}`,
    );
  });
  return [...new Set([...parts, ...compared])];
}

/** The first key of a path under which nothing ever is; undefined where there may be something, or that cannot be told. */
function absentAt(path: DocumentPath, schema: Json | undefined): number | undefined {
  const [first, second] = path;
  if (first === undefined || first === null) return undefined;
  if (!GIVEN.has(first)) return 0;
  if (first === 'ruling' || first === 'baseline') return typeof second === 'string' && !RULED.has(second) ? 1 : undefined;
  return first === 'input' && schema !== undefined ? closedAt(schema, path) : undefined;
}

function closedAt(schema: Json, path: DocumentPath): number | undefined {
  let options: Json[] = alternatives(schema);
  for (const [at, key] of path.entries()) {
    if (at === 0) continue;
    if (key === null || options.length === 0 || !options.every(isClosed)) return undefined;
    const found = options.flatMap((option) => {
      const member = isObject(option) && isObject(option['properties']) ? option['properties'][key] : undefined;
      return member === undefined ? [] : alternatives(member);
    });
    if (found.length === 0) return at;
    options = found;
  }
  return undefined;
}

function alternatives(schema: Json): Json[] {
  const options = isObject(schema) && Array.isArray(schema['anyOf']) ? schema['anyOf'].flatMap(alternatives) : [schema];
  return options.filter((option) => !(isObject(option) && option['type'] === 'null'));
}

/** An object that has the members that are named and no others. */
function isClosed(schema: Json): boolean {
  return isObject(schema) && isObject(schema['properties']) && schema['additionalProperties'] === false;
}

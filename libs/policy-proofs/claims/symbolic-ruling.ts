import { isObject, objectEntries, type Json, type Value } from '#libs/policy-engine';
import { DEFER_SECONDS, rulingOf, VERDICTS, type Verdict } from '#libs/ruling';
import type { Encoding } from '../encoding/encoding.js';
import type { Summary } from '../executing/frame.js';
import { FALSE, TRUE, type Formula } from '../encoding/formulas.js';
import { anyOf, constant, keyOf, only, settled, settledValue, type Shape, type Symbolic } from '../encoding/symbolic-values.js';

const CODES: Readonly<Record<Verdict, string>> = {
  ALLOW: 'ALLOWED',
  DENY: 'POLICY_DENIED',
  REQUIRE_APPROVAL: 'APPROVAL_REQUIRED',
  MODIFY: 'MODIFIED',
  DEFER: 'DEFERRED',
};
const MAX_TEXT = 2_000;

/** The ruling that what a policy answers stands for: no answer, an error and one that is no decision are denied as POLICY_ERROR. */
export function symbolicRuling(
  { of, lookups, comparisons, sameForSame }: Encoding,
  { value: results, fails }: Summary,
): Symbolic {
  const { formulas } = of;
  const answer = lookups.find(results, constant('result'));
  const member = (name: string): Symbolic => lookups.find(answer, constant(name));
  const verdict = member('verdict');
  const isVerdict = formulas.or(...VERDICTS.map((one) => comparisons.equal(verdict, constant(one))));
  const wellFormed = answer.options.map(({ when, shape }) =>
    formulas.and(
      when,
      isDecided(shape) ?? sameForSame.formula('whether an answer of the policy is a decision as it has to be', keyOf(shape)),
    ),
  );
  const isDecision = formulas.and(
    -fails,
    answer.defined,
    comparisons.isKind(answer, 'object'),
    isVerdict,
    formulas.or(...wellFormed),
  );
  const otherwise = (decided: Symbolic, else_: Symbolic): Symbolic =>
    anyOf(formulas, [
      { when: formulas.and(isDecision, decided.defined), value: { ...decided, defined: TRUE } },
      { when: -formulas.and(isDecision, decided.defined), value: else_ },
    ]);
  const code = anyOf(
    formulas,
    VERDICTS.map((one) => ({ when: comparisons.equal(verdict, constant(one)), value: constant(CODES[one]) })),
  );
  const seconds = member('retryAfter');
  const isDeferred = comparisons.equal(verdict, constant('DEFER'));
  const wait = anyOf(formulas, [
    { when: formulas.and(isDeferred, seconds.defined), value: { ...seconds, defined: TRUE } },
    { when: formulas.and(isDeferred, -seconds.defined), value: constant(DEFER_SECONDS) },
  ]);
  return object({
    verdict: otherwise(verdict, constant('DENY')),
    code: otherwise(code, constant('POLICY_ERROR')),
    rule: otherwise(member('rule'), constant('writ.policy-error')),
    reason: otherwise(member('reason'), sameForSame.value('the reason of a policy error', ['string'], '')),
    obligations: otherwise(member('obligations'), constant([])),
    changes: otherwise(member('changes'), constant(null)),
    retryAfter: anyOf(formulas, [
      { when: formulas.and(isDecision, isDeferred), value: wait },
      { when: -formulas.and(isDecision, isDeferred), value: constant(null) },
    ]),
  });
}

export function object(members: Readonly<Record<string, Symbolic>>): Symbolic {
  const entries = Object.entries(members).map(([name, value]) => ({ when: TRUE as Formula, key: constant(name), value }));
  return only({ is: 'object', entries, more: FALSE });
}

/** Whether it is a decision as it has to be; undefined where that is not certain. The verdict is looked at by itself. */
function isDecided(shape: Shape): Formula | undefined {
  const value = settled(shape);
  if (value !== undefined) {
    const answer = plainJson(value);
    return answer === undefined ? undefined : rulingOf(answer).code === 'POLICY_ERROR' ? FALSE : TRUE;
  }
  return isWellFormed(shape) ? TRUE : undefined;
}

/** Undefined for what is no JSON, such as a set: what becomes of that in an answer is the engine's. */
function plainJson(value: Value): Json | undefined {
  if (Array.isArray(value)) {
    const members = (value as Value[]).map(plainJson);
    return members.includes(undefined) ? undefined : (members as Json);
  }
  if (!isObject(value))
    return value === null || ['string', 'number', 'boolean'].includes(typeof value) ? (value as Json) : undefined;
  const members = objectEntries(value).map(([name, member]) => [name, plainJson(member)] as const);
  if (members.some(([name, member]) => typeof name !== 'string' || name === '__proto__' || member === undefined))
    return undefined;
  return Object.fromEntries(members) as Json;
}

/** True when the parts beside the verdict are certainly as they have to be. */
function isWellFormed(shape: Shape): boolean {
  if (shape.is !== 'object' || shape.more !== FALSE) return false;
  const members = new Map(
    shape.entries.map(({ when, key, value }) => [when === TRUE ? settledValue(key) : undefined, settledValue(value)]),
  );
  const isText = (name: string): boolean => {
    const text = members.get(name);
    return typeof text === 'string' && text.length > 0 && text.length <= MAX_TEXT && text.isWellFormed();
  };
  return (
    members.size === 3 &&
    members.get('verdict') !== 'MODIFY' &&
    members.get('verdict') !== undefined &&
    isText('rule') &&
    isText('reason')
  );
}

import { DEFER_SECONDS, VERDICTS, type Verdict } from '#libs/ruling';
import type { Encoding } from '../encoding/encoding.js';
import type { Summary } from '../executing/frame.js';
import { FALSE, TRUE, type Formula } from '../encoding/formulas.js';
import { anyOf, constant, only, type Symbolic } from '../encoding/symbolic-values.js';
import { wellFormedAnswer } from './well-formed-answer.js';

const CODES: Readonly<Record<Verdict, string>> = {
  ALLOW: 'ALLOWED',
  DENY: 'POLICY_DENIED',
  REQUIRE_APPROVAL: 'APPROVAL_REQUIRED',
  MODIFY: 'MODIFIED',
  DEFER: 'DEFERRED',
};

/** The ruling that what a policy answers stands for: no answer, an error and one that is no decision are denied as POLICY_ERROR. */
export function symbolicRuling(encoding: Encoding, { value: results, fails }: Summary): Symbolic {
  const { of, lookups, comparisons, sameForSame } = encoding;
  const { formulas } = of;
  const answer = lookups.find(results, constant('result'));
  const member = (name: string): Symbolic => lookups.find(answer, constant(name));
  const verdict = member('verdict');
  const isVerdict = formulas.or(...VERDICTS.map((one) => comparisons.equal(verdict, constant(one))));
  const wellFormed = answer.options.map(({ when, shape }) => formulas.and(when, wellFormedAnswer(encoding, shape)));
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

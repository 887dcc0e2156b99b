import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { BUILT_IN_INVARIANTS, type BuiltInName } from './claims/built-in-invariants.js';
import type { Subject } from './claims/claim.js';
import { comparing, proving } from './testing/proving.js';
import { realisticSubject, REALISTIC_DATA, REALISTIC_TOOLS } from './testing/realistic-decisions.js';

/** What each built-in invariant comes to for a policy of 70 tools and 50 agents that asks people about large amounts and in production. */
const ANSWERS: Readonly<Record<BuiltInName, RegExp>> = {
  'writes-need-approval': /^COUNTEREXAMPLE$/,
  'unknown-tools-denied': /^PROVED$/,
  'no-permission-gained': /^PROVED$/,
  'exec-only-for-role': /^COUNTEREXAMPLE$/,
  // It does not hold, and a call that shows it has to pass everything else that the policy looks at.
  'environments-apart': /^(?:NO_COUNTEREXAMPLE_FOUND|COUNTEREXAMPLE)$/,
  'labelled-never-egress': /^COUNTEREXAMPLE$/,
  'no-evaluation-error': /^PROVED$/,
  'always-answers': /^(PROVED|NO_COUNTEREXAMPLE_FOUND)$/,
};

describe('the realistic policy', () => {
  let realistic: Subject;
  beforeAll(async () => {
    realistic = await realisticSubject();
  });

  for (const name of Object.keys(BUILT_IN_INVARIANTS) as BuiltInName[])
    it(`is looked at for ${name}`, async () => {
      const baseline = name === 'no-permission-gained' && { baseline: realistic };
      const { answer, why } = await proving(realistic, name, { parameters: { tools: REALISTIC_TOOLS }, ...baseline });
      expectThat(why ?? '', answer).toMatch(ANSWERS[name]);
    });

  it('is the same as itself in all that it does, though not all of that is followed', async () => {
    const { relation, proofs } = await comparing(await realisticSubject(), realistic);
    expect([relation, proofs.sameEffect.answer]).toStrictEqual(['equivalent', 'PROVED']);
    expect(proofs.sameEffect.solver?.approximated.length).toBeGreaterThan(3);
  });

  it('is told apart from one that asks people about smaller amounts, in both directions', async () => {
    const asksSooner = await realisticSubject((rego) =>
      rego.replace('input.arguments.amount >= 1000', 'input.arguments.amount >= 500'),
    );
    const { relation, proofs } = await comparing(asksSooner, realistic);
    // Who is not permitted is denied by the one and asked about by the other.
    expect(relation).toBe('incomparable');
    for (const [proof, before, now] of [
      [proofs.nothingLooser, 'DENY', 'REQUIRE_APPROVAL'],
      [proofs.nothingStricter, 'ALLOW', 'REQUIRE_APPROVAL'],
    ] as const)
      expect([proof.counterexample?.baseline?.verdict, proof.counterexample?.ruling.verdict]).toStrictEqual([before, now]);
  });

  it('is the same where only data differs that nothing reads', async () => {
    const { relation, proofs } = await comparing(await realisticSubject(undefined, { ...REALISTIC_DATA, note: 'x' }), realistic);
    expect([relation, proofs.sameEffect.answer]).toStrictEqual(['equivalent', 'PROVED']);
  });
});

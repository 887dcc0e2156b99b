import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { BUILT_IN_INVARIANTS, type BuiltInName } from './claims/built-in-invariants.js';
import type { Json } from '#libs/policy-engine';
import type { Subject } from './claims/claim.js';
import type { Relation } from './comparing/relation.js';
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

  const text =
    (from: string, to: string) =>
    (rego: string): string => {
      expectThat(from, rego.includes(from)).toBe(true);
      return rego.replace(from, to);
    };

  for (const [says, from, to] of [
    ['a rule that looks through a list', '"the arguments carry a secret"', '"a secret in the arguments"'],
    ['one that depends on the input', '"%s needs an approval in %s"', '"%s has to be approved in %s"'],
    ['the default', '"no rule allows this call"', '"nothing allows this call"'],
  ] as const)
    it(`is proved to rule the same in other words where the reason of ${says} is worded otherwise`, async () => {
      const { relation, proofs, says: inWords } = await comparing(await realisticSubject(text(from, to)), realistic);
      expectThat(inWords, [relation, proofs.sameEffect.answer]).toStrictEqual(['equivalent', 'PROVED']);
      // A text that is too long is an error of the policy, and its length depends on the input.
      expect(inWords).toMatch(/takes for granted that no rule or reason is empty or longer than 2,000 characters/);
    });

  const environments = REALISTIC_DATA['environments'] as { readonly production: { readonly max_risk: number } };
  const agents = REALISTIC_DATA['agents'] as { readonly [id: string]: { readonly [name: string]: Json } };
  const changed: readonly (readonly [
    says: string,
    relation: Relation,
    rego: ((rego: string) => string) | undefined,
    data?: Json,
  ])[] = [
    [
      'a lower limit in its data',
      'stricter',
      undefined,
      { ...REALISTIC_DATA, environments: { ...environments, production: { ...environments.production, max_risk: 40 } } },
    ],
    [
      'a higher limit of a sum in its data',
      'looser',
      undefined,
      { ...REALISTIC_DATA, agents: { ...agents, 'agent-4': { ...agents['agent-4'], budget: 100 } } },
    ],
    ['a pattern that matches more', 'stricter', text('AKIA[0-9A-Z]{16}', 'AKIA[0-9A-Z]{12,16}')],
    ['a pattern that is another one', 'incomparable', text('AKIA[0-9A-Z]{16}', 'ASIA[0-9A-Z]{16}')],
    ['a pattern that is written otherwise', 'equivalent', text('AKIA[0-9A-Z]{16}', 'AKIA[A-Z0-9]{16}')],
  ];
  for (const [says, relation, rego, data] of changed)
    it(`is ${relation} with ${says}`, async () => {
      const compared = await comparing(await realisticSubject(rego, data), realistic);
      expectThat(compared.says, compared.relation).toBe(relation);
    });
});

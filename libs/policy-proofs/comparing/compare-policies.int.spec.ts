import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { Json } from '#libs/policy-engine';
import { comparing, subjectOf } from '../testing/proving.js';
import type { Relation } from './relation.js';

const policy = (rules: string): string => `package writ
default decision := {"verdict": "DENY", "rule": "else", "reason": "not known"}
allow := {"verdict": "ALLOW", "rule": "allowed", "reason": "allowed"}
ask := {"verdict": "REQUIRE_APPROVAL", "rule": "asked", "reason": "asked"}
${rules}
`;
const RULES = 'decision := allow if input.tool in data.read\ndecision := ask if input.tool in {"put", "mail"}';
const READ = ['get', 'list'];

/** What the other one is, and how it stands to the gate. */
const OTHERS: readonly (readonly [says: string, relation: Relation, sameEffect: string, rules: string, data?: Json])[] = [
  [
    'that is written otherwise',
    'equivalent',
    'PROVED',
    'decision := allow if input.tool in {"get", "list"}\ndecision := ask if { some tool in ["mail", "put"]; input.tool == tool }',
  ],
  [
    'with a condition more',
    'stricter',
    'COUNTEREXAMPLE',
    'decision := allow if { input.tool in data.read; input.session.failed < 3 }\ndecision := ask if input.tool in {"put", "mail"}',
  ],
  [
    'that asks nobody about one tool',
    'looser',
    'COUNTEREXAMPLE',
    'decision := allow if input.tool in {"get", "list", "mail"}\ndecision := ask if input.tool == "put"',
  ],
  [
    'that lets one tool go and holds another one',
    'incomparable',
    'COUNTEREXAMPLE',
    'decision := allow if input.tool in {"get", "put"}\ndecision := ask if input.tool in {"list", "mail"}',
  ],
  [
    'with an obligation more',
    'equivalent',
    'COUNTEREXAMPLE',
    'decision := object.union(allow, {"obligations": [{"do": "log"}]}) if input.tool in data.read\ndecision := ask if input.tool in {"put", "mail"}',
  ],
  ['whose data names one tool more', 'looser', 'COUNTEREXAMPLE', RULES, { read: [...READ, 'new'] }],
];

describe('a policy', () => {
  for (const [says, relation, sameEffect, rules, data] of OTHERS)
    it(`${says} is ${relation}`, async () => {
      const gate = await subjectOf(policy(RULES), { read: READ });
      const other = await subjectOf(policy(rules), data ?? { read: READ });
      const { relation: told, proofs, says: inWords } = await comparing(other, gate);
      expectThat(inWords, [told, proofs.sameEffect.answer]).toStrictEqual([relation, sameEffect]);
      const { nothingLooser, nothingStricter } = proofs;
      const verdicts = [nothingLooser, nothingStricter].map(({ counterexample }) => [
        counterexample?.baseline?.verdict,
        counterexample?.ruling.verdict,
      ]);
      for (const [before, after] of verdicts) expect(before === undefined || before !== after).toBe(true);
    });

  it('of which too little can be followed is not said to be anything, and what is known of it is told', async () => {
    const [one, other] = [
      await subjectOf(policy('decision := allow if sum(input.arguments.amounts) < 10')),
      await subjectOf(policy('decision := allow if sum([n | some n in input.arguments.amounts]) < 10')),
    ];
    const { relation, says, proofs } = await comparing(one, other);
    expectThat(proofs.nothingLooser.solver?.approximated.join() ?? '', relation).toBe('unknown');
    expect(says).toMatch(/^The relation is not known: whether any input is ruled less strictly is not known/);
  });
});

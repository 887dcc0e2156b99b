import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { DEVIATIONS, countsOf, edgeQuestions, recordedAnswers } from './testing/index.js';

/** Inputs by built-in whose answers are not right yet: the numbers may shrink, and go from the list when there is none left. */
const debts = JSON.parse(readFileSync('libs/policy-engine/built-in-debts.json', 'utf8')) as Record<string, number>;
const families = recordedAnswers();
const counts = [...families.values()].flatMap((answers) => countsOf(answers));

describe('recorded answers of OPA', () => {
  for (const [family, answers] of families) {
    it(`${family}: the engine answers the same, or for a named reason otherwise`, () => {
      for (const { builtin, unexplained } of countsOf(answers)) {
        const shown = unexplained.map(({ input, newest, ours }) => `${input}\n    OPA  ${newest}\n    ours ${ours}`);
        expectThat(`${builtin}\n${shown.join('\n')}`, unexplained.length).toBeLessThanOrEqual(debts[builtin] ?? 0);
        expectThat(`${builtin}: fewer differ by now, say so in built-in-debts.json`, unexplained).toHaveLength(
          debts[builtin] ?? 0,
        );
      }
    });
  }

  it('are there for every built-in that the engine has', () => {
    const recorded = new Set(counts.filter(({ inputs }) => inputs >= 10).map(({ builtin }) => builtin));
    expectThat(
      'run npm run edges',
      edgeQuestions()
        .map(({ builtin }) => builtin)
        .filter((name) => !recorded.has(name)),
    ).toStrictEqual([]);
  });

  it('need every deviation that is named', () => {
    const met = new Set(counts.flatMap(({ deviations }) => [...deviations.keys()]));
    expect(DEVIATIONS.map(({ name }) => name).filter((name) => !met.has(name))).toStrictEqual([]);
  });
});

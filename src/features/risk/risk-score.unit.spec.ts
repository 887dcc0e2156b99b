import { describe, expect } from '@jest/globals';
import { fc, it } from '@fast-check/jest';
import { RISKS, riskOf, VERDICTS } from '#features/decisions/contract';
import type { CallInput } from '#libs/decision-guards';
import { scoreOf } from './risk-score.js';

const some = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1 }), { nil: null });
const TOOLS = ['pay', 'mail'];
const LABELS = ['pii', 'card'];
const TAGS = ['critical_session', 'x'];
const factors = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z]{1,3}$/),
    points: fc.integer({ min: 1, max: 1_000 }),
    tools: some(TOOLS),
    verdicts: some(VERDICTS),
    risks: some(RISKS),
    labels: some(LABELS),
    tags: some(TAGS),
  }),
  { selector: ({ name }) => name, maxLength: 32 },
);
const calls = fc.record({
  tool: fc.constantFrom(...TOOLS, 'other'),
  labels: fc.option(fc.subarray([...LABELS, '*']), { nil: undefined }),
  tags: fc.subarray(TAGS),
  action: fc.constantFrom('execute', 'skip', null),
  verdict: fc.constantFrom(...VERDICTS),
});

describe('the score of a call', () => {
  it.prop([factors, calls])(
    'is the points of what it fits in every part, added up',
    (list, { tool, labels, tags, action, verdict }) => {
      const prompt = action === null ? null : ({ type: 'question', action, confidence: 'high' } as const);
      const input = { tool, labels, prompt, session: { tags } } as unknown as CallInput;
      const { score, because } = scoreOf(list, input, verdict);
      const { risk } = riskOf(prompt, tags);
      const wanted = list.filter((factor) => {
        const parts: (readonly [readonly string[] | null, readonly string[]])[] = [
          [factor.tools, [tool]],
          [factor.verdicts, [verdict]],
          [factor.risks, [risk]],
          [factor.labels, labels?.includes('*') ? LABELS : (labels ?? [])],
          [factor.tags, tags],
        ];
        return parts.every(([only, has]) => only === null || only.some((each) => has.includes(each)));
      });
      expect(because).toStrictEqual(wanted.map(({ name }) => name));
      expect(score).toBe(wanted.reduce((sum, { points }) => sum + points, 0));
      expect(scoreOf(list.toReversed(), input, verdict).score).toBe(score);
    },
  );
});

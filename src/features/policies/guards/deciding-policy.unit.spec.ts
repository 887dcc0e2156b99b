import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import type { CallInput, Judgement } from '#libs/decision-guards';
import type { Json } from '#libs/event-sourcing';
import type { EvaluatePolicy } from '#libs/ruling';
import { judgedBy } from './deciding-policy.js';

const reference = {
  id: 'gate',
  revision: 1,
  digest: 'd',
  planDigest: 'p',
  dataDigest: 'x',
  entrypoint: 'writ/decision',
  signature: null,
};
const input: CallInput = {
  tenant: 'acme',
  agent: { id: 'a-1', labels: {} },
  session: { id: 's-1', tags: [], openedAt: 't', decisions: 0, allowed: 0, denied: 0, failed: 0 },
  tool: 'pay',
  arguments: {},
  context: {},
  prompt: null,
  time: 't',
};

const judged = (evaluate: EvaluatePolicy, pin: string | null = null): Judgement => judgedBy({ reference, pin, evaluate }, input);

describe('the policy', () => {
  it('is asked with exactly the recorded input, and named with the pin that chose it', () => {
    const asked: Json[] = [];
    const { code, policy, pin } = judged((given) => {
      asked.push(given);
      return { verdict: 'REQUIRE_APPROVAL', rule: 'r', reason: 'x' };
    }, 'p-1');
    expect([code, policy, pin]).toStrictEqual(['APPROVAL_REQUIRED', reference, 'p-1']);
    expect(asked[0]).toBe(input);
  });

  it('denies when there is none', () => {
    const { verdict, code, policy, pin } = judgedBy(null, input);
    expect([verdict, code, policy, pin]).toStrictEqual(['DENY', 'NO_ACTIVE_POLICY', null, null]);
  });

  it('denies when it has no answer, a wrong one, or fails, and is still named', () => {
    const failures = [
      () => undefined,
      () => ({ allow: true }),
      () => assert.fail('conflict'),
      () => {
        throw new Error('x'.repeat(10_000) + '\ud800');
      },
    ];
    for (const evaluate of failures) {
      const { verdict, code, reason, policy } = judged(evaluate as () => Json);
      expect([verdict, code, policy]).toStrictEqual(['DENY', 'POLICY_ERROR', reference]);
      expect(reason.length <= 2_000 && reason.isWellFormed()).toBe(true);
    }
  });
});

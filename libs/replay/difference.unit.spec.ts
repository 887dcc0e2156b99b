import { describe, expect, it } from '@jest/globals';
import type { Judgement } from '#libs/decision-guards';
import { policyError, stopped } from '#libs/ruling';
import { differenceOf, isSameRuling } from './difference.js';

const ruled = (verdict: Judgement['verdict'], code: Judgement['code'], more: Partial<Judgement> = {}): Judgement => ({
  ...stopped(verdict, code, 'r', 'because'),
  policy: null,
  pin: null,
  ...more,
});
const ALLOW = ruled('ALLOW', 'ALLOWED');
const DENY = ruled('DENY', 'POLICY_DENIED');
const HOLD = ruled('REQUIRE_APPROVAL', 'APPROVAL_REQUIRED');
const APPROVED = ruled('ALLOW', 'APPROVED');
const EXCEPTED = ruled('ALLOW', 'EXCEPTED');
const MODIFY = ruled('MODIFY', 'MODIFIED', { changes: { to: 'x' } });
const DEFER = ruled('DEFER', 'DEFERRED', { retryAfter: 60 });
const OBLIGED: Judgement = { ...ALLOW, obligations: [{ log: true }] };
const ERROR: Judgement = { ...policyError('no answer'), policy: null, pin: null };

/** [before, after, for a tool that only reads, for any other, cause] */
const RANKED = [
  ['a denial that becomes free', DENY, ALLOW, 'high', 'critical', 'access_expanded'],
  ['a denial that is lifted with changes', DENY, MODIFY, 'high', 'critical', 'access_expanded'],
  ['an error that becomes free', ERROR, ALLOW, 'high', 'critical', 'access_expanded'],
  ['a delay that becomes free', DEFER, ALLOW, 'high', 'critical', 'access_expanded'],
  ['a denial that people may lift', DENY, HOLD, 'low', 'medium', 'access_expanded'],
  ['people who are not asked any more', HOLD, ALLOW, 'high', 'critical', 'approval_removed'],
  ['people who agreed and would not be asked', APPROVED, ALLOW, 'high', 'critical', 'approval_removed'],
  ['an exception that is not needed any more', EXCEPTED, ALLOW, 'high', 'critical', 'approval_removed'],
  ['a call that was free and is denied', ALLOW, DENY, 'medium', 'high', 'access_restricted'],
  ['a call that was free and meets an error', ALLOW, ERROR, 'medium', 'high', 'access_restricted'],
  ['a call that was free and has to wait', ALLOW, DEFER, 'medium', 'high', 'access_restricted'],
  ['a call that was free and people are asked', ALLOW, HOLD, 'low', 'low', 'approval_added'],
  ['people who would have no say', APPROVED, DENY, 'low', 'low', 'access_restricted'],
  ['changes that are not made any more', MODIFY, ALLOW, 'medium', 'medium', 'effects_changed'],
  ['an error instead of a denial', DENY, ERROR, 'medium', 'medium', 'effects_changed'],
  ['another obligation', ALLOW, OBLIGED, 'medium', 'medium', 'effects_changed'],
  ['another rule', ALLOW, { ...ALLOW, rule: 'other' }, 'info', 'info', 'rule_changed'],
  ['another reason', ALLOW, { ...ALLOW, reason: 'other' }, 'info', 'info', 'reason_changed'],
] as const;

describe('a difference', () => {
  for (const [what, before, after, reads, changes, cause] of RANKED) {
    it(`is ranked: ${what}`, () => {
      expect(differenceOf(before, after, 'reads')).toStrictEqual({ severity: reads, cause });
      expect(differenceOf(before, after, 'changes')).toStrictEqual({ severity: changes, cause });
      expect(isSameRuling(before, after)).toBe(false);
    });
  }

  it('is none where everything that is told is the same', () => {
    for (const one of [ALLOW, DENY, HOLD, APPROVED, EXCEPTED, MODIFY, DEFER, ERROR]) {
      expect(differenceOf(one, structuredClone(one), 'changes')).toBeUndefined();
      expect(isSameRuling(one, structuredClone(one))).toBe(true);
    }
  });
});

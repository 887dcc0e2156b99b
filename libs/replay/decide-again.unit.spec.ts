import { describe, expect, it } from '@jest/globals';
import type { CallInput, DecisionCode, Judgement, PolicyReference } from '#libs/decision-guards';
import { policyError, rulingOf, stopped, type Ruling } from '#libs/ruling';
import { decideAgain, type BehindPolicy } from './decide-again.js';
import type { RecordedDecision } from './recorded-decision.js';

const reference = (id: string): PolicyReference => ({
  id,
  revision: 1,
  digest: 'd',
  planDigest: 'p',
  dataDigest: 'x',
  entrypoint: 'writ/decision',
  signature: null,
});
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
const recorded = (more: Partial<Judgement> = {}): RecordedDecision => ({
  ...stopped('ALLOW', 'ALLOWED', 'then', 'as it was'),
  policy: reference('old'),
  pin: null,
  id: 'd-1',
  position: 7,
  input,
  ...more,
});
const says = (verdict: string, more: object = {}): Ruling => rulingOf({ verdict, rule: 'now', reason: 'because', ...more });
const nobody: BehindPolicy = { narrow: () => undefined, wrongRequest: () => undefined, lift: () => undefined };
const again = (then: RecordedDecision, ruling: Ruling, behind: Partial<BehindPolicy> = {}) =>
  decideAgain(then, { reference: reference('new'), ask: () => ruling }, { ...nobody, ...behind });

describe('a decision that is made again', () => {
  it('is what the other policy says, in its name', () => {
    expect(again(recorded(), says('DENY'))).toMatchObject({ verdict: 'DENY', code: 'POLICY_DENIED', policy: { id: 'new' } });
  });

  it('stays as it is where no policy was asked, unless there was none', () => {
    const killed = recorded({ ...stopped('DENY', 'KILL_SWITCH', 'writ.kill', 'stopped'), policy: null });
    expect(again(killed, says('ALLOW'))).toBe(killed);
    const without = recorded({ ...stopped('DENY', 'NO_ACTIVE_POLICY', 'writ.no-active-policy', 'none'), policy: null });
    expect(again(without, says('ALLOW')).verdict).toBe('ALLOW');
  });

  it('takes people at their word: who agreed agrees, who refused refuses, and nobody is asked who was not', () => {
    const approval = { id: 'ap-1', expiresAt: 't' };
    const hold = says('REQUIRE_APPROVAL', { obligations: [{ type: 'approval' }, { type: 'log' }] });
    const agreed = recorded({ ...stopped('ALLOW', 'APPROVED', 'then', 'approved by Ann'), policy: reference('old'), approval });
    expect(again(agreed, hold)).toMatchObject({
      verdict: 'ALLOW',
      code: 'APPROVED',
      reason: 'approved by Ann',
      rule: 'now',
      obligations: [{ type: 'log' }],
      approval,
    });
    expect(again(agreed, says('ALLOW')).code).toBe('ALLOWED');
    expect(again(agreed, says('DENY')).code).toBe('POLICY_DENIED');
    expect(again(recorded(), hold)).toMatchObject({ verdict: 'REQUIRE_APPROVAL', code: 'APPROVAL_REQUIRED', approval: null });
    for (const code of ['APPROVAL_DENIED', 'APPROVAL_EXPIRED', 'APPROVAL_USED', 'APPROVAL_TOKEN_INVALID'] as DecisionCode[]) {
      const refused = recorded({ ...stopped('DENY', code, 'then', 'no'), policy: reference('old'), approval });
      expect(again(refused, hold)).toMatchObject({ verdict: 'DENY', code, reason: 'no', rule: 'now', approval });
      expect(again(refused, says('ALLOW')).code).toBe('ALLOWED');
    }
  });

  it('is an error where nobody could be asked as the policy says', () => {
    expect(again(recorded(), says('REQUIRE_APPROVAL'), { wrongRequest: () => 'two of them' })).toMatchObject({
      verdict: 'DENY',
      code: 'POLICY_ERROR',
      reason: 'two of them',
    });
  });

  it('is lifted by an exception only where one may lift it', () => {
    const lift = (judged: Judgement): Judgement => ({ ...judged, verdict: 'ALLOW', code: 'EXCEPTED', exception: 'e-1' });
    expect(again(recorded(), says('DENY'), { lift }).code).toBe('EXCEPTED');
    expect(again(recorded(), says('REQUIRE_APPROVAL'), { lift }).code).toBe('EXCEPTED');
    expect(again(recorded(), policyError('no answer'), { lift }).code).toBe('POLICY_ERROR');
    const refused = recorded({ ...stopped('DENY', 'APPROVAL_DENIED', 'then', 'no'), policy: reference('old') });
    expect(again(refused, says('REQUIRE_APPROVAL'), { lift }).code).toBe('APPROVAL_DENIED');
  });

  it('is narrowed where it passes, also behind an exception, and nowhere else', () => {
    const narrow = (judged: Judgement): Judgement => ({ ...judged, verdict: 'MODIFY', changes: { to: 'x' } });
    const lift = (judged: Judgement): Judgement => ({ ...judged, verdict: 'ALLOW', code: 'EXCEPTED' });
    expect(again(recorded(), says('ALLOW'), { narrow }).verdict).toBe('MODIFY');
    expect(again(recorded(), says('DENY'), { narrow, lift })).toMatchObject({ verdict: 'MODIFY', code: 'EXCEPTED' });
    expect(again(recorded(), says('DENY'), { narrow }).verdict).toBe('DENY');
    // What data was taken out of an approved call was said behind who approved it.
    const then = recorded({
      ...stopped('MODIFY', 'APPROVED', 'then', 'approved by Ann (without pii)'),
      policy: reference('old'),
    });
    const suffixed = (judged: Judgement): Judgement => ({ ...narrow(judged), reason: `${judged.reason} (without pii)` });
    expect(again(then, says('REQUIRE_APPROVAL'), { narrow: suffixed }).reason).toBe('approved by Ann (without pii)');
  });
});

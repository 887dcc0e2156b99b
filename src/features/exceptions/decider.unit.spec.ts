import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { ExceptionCommand } from './commands.js';
import { exceptions, lifting, type LiftedCall } from './decider.js';
import type { ExceptionEvent, Scope } from './events.js';

const given = deciderSpec(exceptions);
const at = (second: number) => `2026-11-20T08:00:${String(second).padStart(2, '0')}.000Z`;
const weekLater = (ms: number) => new Date(Date.parse(at(0)) + 7 * 24 * 3_600_000 + ms).toISOString();
const requested = (more: Partial<Extract<ExceptionEvent, { type: 'ExceptionRequested' }>> = {}) =>
  ({
    type: 'ExceptionRequested',
    exception: 'e-1',
    scope: { tool: 'pay' },
    rule: null,
    seconds: 30,
    uses: null,
    reason: 'month end',
    by: 'ann',
    requestedAt: at(0),
    ...more,
  }) as const satisfies ExceptionEvent;
const ask = ({ type: _, requestedAt: __, ...request }: ReturnType<typeof requested>, now = at(0)): ExceptionCommand => ({
  type: 'RequestException',
  ...request,
  now,
});
const approved: ExceptionEvent = { type: 'ExceptionApproved', exception: 'e-1', by: 'bob', expiresAt: at(30) };
const used = (decision: string): ExceptionEvent => ({ type: 'ExceptionUsed', exception: 'e-1', decision });
const revoked: ExceptionEvent = { type: 'ExceptionRevoked', exception: 'e-1', by: 'ann', reason: 'over' };
const approve = (by = 'bob'): ExceptionCommand => ({ type: 'ApproveException', exception: 'e-1', by, now: at(0) });
const revoke: ExceptionCommand = { type: 'RevokeException', exception: 'e-1', by: 'ann', reason: 'over' };
const use = (decision: string, second = 1): ExceptionCommand => ({
  type: 'UseException',
  exception: 'e-1',
  decision,
  now: at(second),
});
const call: LiftedCall = { session: 's-1', agent: 'a-1', tool: 'pay', rule: 'large', isDenied: false, now: at(1) };
const lifts = (events: readonly ExceptionEvent[], more: Partial<LiftedCall> = {}) =>
  lifting(fold(exceptions, events), { ...call, ...more })?.id;

describe('an exception', () => {
  it('holds from the moment at which another person agrees, for as long as was asked', () => {
    given(requested()).when(approve()).then(approved);
    given(requested()).when(approve('ann')).refused('EXCEPTION_NEEDS_ANOTHER_PERSON');
    given(requested(), approved).when(approve()).refused('EXCEPTION_ALREADY_DECIDED');
    given().when(approve()).refused('EXCEPTION_NOT_FOUND');
    expect([lifts([requested()]), lifts([requested(), approved]), lifts([requested(), approved], { now: at(30) })]).toStrictEqual(
      [undefined, 'e-1', undefined],
    );
  });

  it('covers what fits in all that it names', () => {
    const scopes: [Scope, boolean][] = [
      [{ tool: 'pay' }, true],
      [{ tool: 'pay', agent: 'a-1', session: 's-1' }, true],
      [{ tool: 'wire' }, false],
      [{ tool: 'pay', agent: 'a-2' }, false],
      [{ session: 's-2' }, false],
    ];
    for (const [scope, covers] of scopes) expect(lifts([requested({ scope }), approved]) === 'e-1').toBe(covers);
  });

  it('lifts a denial only when it names the rule that denied', () => {
    expect(lifts([requested(), approved], { isDenied: true })).toBeUndefined();
    expect(lifts([requested({ rule: 'large' }), approved], { isDenied: true })).toBe('e-1');
    expect(lifts([requested({ rule: 'other' }), approved], { isDenied: true })).toBeUndefined();
    expect(lifts([requested({ rule: 'other' }), approved])).toBeUndefined();
    expect(lifts([requested({ rule: 'large', scope: {} }), approved])).toBe('e-1');
  });

  it('is over after as many calls as it was for', () => {
    const two = requested({ uses: 2 });
    given(two, approved, used('d-1')).when(use('d-2')).then(used('d-2'));
    given(two, approved, used('d-1'), used('d-2')).when(use('d-3')).refused('EXCEPTION_ALREADY_DECIDED');
    expect(lifts([two, approved, used('d-1'), used('d-2')])).toBeUndefined();
    given(requested(), approved).when(use('d-1', 30)).refused('EXCEPTION_ALREADY_DECIDED');
  });

  it('is revoked at once, and again without effect', () => {
    given(requested()).when(revoke).then(revoked);
    given(requested(), approved).when(revoke).then(revoked);
    given(requested(), approved, revoked).when(revoke).then();
    given().when(revoke).refused('EXCEPTION_NOT_FOUND');
    expect(lifts([requested(), approved, revoked])).toBeUndefined();
  });

  it('expires once', () => {
    const expire = (second: number): ExceptionCommand => ({ type: 'ExpireException', exception: 'e-1', now: at(second) });
    const expired: ExceptionEvent = { type: 'ExceptionExpired', exception: 'e-1' };
    given(requested(), approved).when(expire(29)).then();
    given(requested(), approved).when(expire(30)).then(expired);
    given(requested(), approved, expired).when(expire(31)).then();
    given(requested()).when(expire(59)).then();
  });

  it('is asked for, and changed by nothing that is about another one', () => {
    given().when(ask(requested())).then(requested());
    const other = requested({ exception: 'e-2', uses: 1, scope: { tool: 'wire' } });
    const events = [requested(), other, approved, used('d-1')];
    expect(fold(exceptions, events).open.map(({ id, left, expiresAt }) => [id, left, expiresAt])).toStrictEqual([
      ['e-1', null, at(30)],
      ['e-2', 1, null],
    ]);
    given(...events)
      .when({ type: 'ApproveException', exception: 'e-2', by: 'bob', now: at(0) })
      .then({ type: 'ExceptionApproved', exception: 'e-2', by: 'bob', expiresAt: at(30) });
    given(...events)
      .when({ type: 'UseException', exception: 'e-2', decision: 'd-2', now: at(1) })
      .refused('EXCEPTION_ALREADY_DECIDED');
    given(...events)
      .when({ type: 'ExpireException', exception: 'e-2', now: at(59) })
      .then();
    given(...events)
      .when({ type: 'RevokeException', exception: 'e-3', by: 'ann', reason: 'x' })
      .refused('EXCEPTION_NOT_FOUND');
    given(...events, revoked)
      .when(approve())
      .refused('EXCEPTION_ALREADY_DECIDED');
    expect(lifts([requested({ uses: 1 }), approved]) === 'e-1' && lifts([requested({ uses: 0 }), approved])).toBeUndefined();
    expect(fold(exceptions, [requested(), revoked, used('d-1')])).toStrictEqual({ open: [], over: ['e-1'] });
    expect(fold(exceptions, [requested(), other, approved, { ...used('d-1'), exception: 'e-2' }])).toMatchObject({
      open: [{ id: 'e-1' }],
      over: ['e-2'],
    });
    expect(exceptions.initial).toStrictEqual({ open: [], over: [] });
  });

  it('that is over is remembered as one of the last 2,000 that are', () => {
    const later = Array.from({ length: 2_000 }, (_, i): ExceptionEvent => ({ ...revoked, exception: `later-${i}` }));
    given(requested(), revoked, ...later.slice(1))
      .when(revoke)
      .then();
    given(requested(), revoked, ...later)
      .when(revoke)
      .refused('EXCEPTION_NOT_FOUND');
  });

  it('is one of at most 500 that are asked for or hold', () => {
    const many = Array.from({ length: 500 }, (_, i) => requested({ exception: `e-${i}` }));
    const another = requested({ exception: 'e-500' });
    given(...many)
      .when(ask(another))
      .refused('TOO_MANY_EXCEPTIONS');
    const held = many.map(({ exception }): ExceptionEvent => ({ ...approved, exception }));
    given(...many, ...held)
      .when(ask(another, at(29)))
      .refused('TOO_MANY_EXCEPTIONS');
    given(...many, ...held)
      .when(ask(another, at(30)))
      .then({ ...another, requestedAt: at(30) });
    given(...many)
      .when(ask(another, weekLater(-1)))
      .refused('TOO_MANY_EXCEPTIONS');
    given(...many)
      .when(ask(another, weekLater(0)))
      .then({ ...another, requestedAt: weekLater(0) });
  });

  it('that nobody agreed to for seven days is over', () => {
    const expire = (now: string): ExceptionCommand => ({ type: 'ExpireException', exception: 'e-1', now });
    const late: ExceptionCommand = { ...approve(), now: weekLater(0) } as ExceptionCommand;
    given(requested())
      .when(expire(weekLater(-1)))
      .then();
    given(requested())
      .when(expire(weekLater(0)))
      .then({ type: 'ExceptionExpired', exception: 'e-1' });
    given(requested()).when(late).refused('EXCEPTION_ALREADY_DECIDED');
    const asOfOld = requested({ requestedAt: null });
    given(asOfOld)
      .when(expire(weekLater(0)))
      .then();
    given(asOfOld)
      .when(late)
      .then({ ...approved, expiresAt: new Date(Date.parse(weekLater(0)) + 30_000).toISOString() });
    const long = requested({ seconds: 604_800 });
    const until = new Date(Date.parse(weekLater(-1)) + 604_800_000).toISOString();
    given(long, { ...approved, expiresAt: until })
      .when(expire(weekLater(0)))
      .then();
  });
});

import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { PinSelector, pinFor } from './contract.js';
import { controls } from './decider.js';
import type { ControlEvent, Pin } from './events.js';

const given = deciderSpec(controls);
const policy = {
  id: 'gate',
  revision: 2,
  digest: 'd',
  planDigest: 'p',
  dataDigest: 'x',
  entrypoint: 'writ/decision',
  signature: null,
};
const now = '2026-11-21T08:00:00.000Z';
const later = '2026-11-21T09:00:00.000Z';
const pin = (name: string, selector: PinSelector, expiresAt = later): Pin => ({
  pin: name,
  selector,
  policy,
  expiresAt,
  reason: 'try',
});
const pinned = (of: Pin): ControlEvent => ({ type: 'RevisionPinned', ...of });

describe('a pin', () => {
  it('holds once per selector', () => {
    given()
      .when({ type: 'PinRevision', now, ...pin('p-1', { agent: 'a-1' }) })
      .then(pinned(pin('p-1', { agent: 'a-1' })));
    for (const selector of [{ agent: 'a-1' }, { session: 's-1' }, { label: { name: 'team', value: 'x' } }])
      given(pinned(pin('p-1', selector)))
        .when({ type: 'PinRevision', now, ...pin('p-2', selector) })
        .refused('ALREADY_PINNED');
    const again = given(pinned(pin('p-1', { agent: 'a-1' }))).when({
      type: 'PinRevision',
      now,
      ...pin('p-2', { agent: 'a-1' }),
    });
    expect(again.refused('ALREADY_PINNED')).toBe(`pin p-1 holds until ${later}`);
  });

  it('that has expired is cleared away by the next one', () => {
    given(pinned(pin('p-1', { agent: 'a-1' }, now)))
      .when({ type: 'PinRevision', now, ...pin('p-2', { agent: 'a-1' }) })
      .then({ type: 'RevisionUnpinned', pin: 'p-1', reason: 'expired' }, pinned(pin('p-2', { agent: 'a-1' })));
  });

  it('is lifted once', () => {
    const events = [pinned(pin('p-1', { agent: 'a-1' }))];
    given(...events)
      .when({ type: 'UnpinRevision', pin: 'p-1', reason: 'done' })
      .then({ type: 'RevisionUnpinned', pin: 'p-1', reason: 'done' });
    given(...events, { type: 'RevisionUnpinned', pin: 'p-1', reason: 'done' })
      .when({ type: 'UnpinRevision', pin: 'p-1', reason: 'again' })
      .refused('PIN_NOT_FOUND');
  });

  it('is one of 500 at most', () => {
    const all = Array.from({ length: 500 }, (_, i) => pinned(pin(`p-${i}`, { agent: `a-${i}` })));
    given(...all)
      .when({ type: 'PinRevision', now, ...pin('one-more', { agent: 'other' }) })
      .refused('TOO_MANY_PINS');
    given(...all.slice(1))
      .when({ type: 'PinRevision', now, ...pin('one-more', { agent: 'other' }) })
      .then(pinned(pin('one-more', { agent: 'other' })));
  });
});

describe('pinFor', () => {
  const call = { agent: 'a-1', session: 's-1', labels: { team: 'x', region: 'eu' } };
  const bySession = pin('session', { session: 's-1' });
  const byAgent = pin('agent', { agent: 'a-1' });
  const byTeam = pin('team', { label: { name: 'team', value: 'x' } });
  const byRegion = pin('region', { label: { name: 'region', value: 'eu' } });

  it('takes the session before the agent before the latest label', () => {
    expect(pinFor([byTeam, bySession, byAgent, byRegion], call, now)).toBe(bySession);
    expect(pinFor([byTeam, byAgent, byRegion], call, now)).toBe(byAgent);
    expect(pinFor([byTeam, byRegion], call, now)).toBe(byRegion);
    expect(pinFor([], call, now)).toBeUndefined();
  });

  it('ends with its expiry and covers exactly its selector', () => {
    expect(pinFor([byAgent], call, later)).toBeUndefined();
    expect(pinFor([bySession, byAgent, byTeam], { agent: 'a-2', session: 's-2', labels: { team: 'y' } }, now)).toBeUndefined();
    expect(pinFor([pin('p', { label: { name: 'toString', value: 'x' } })], call, now)).toBeUndefined();
  });

  it('reads selectors that name exactly one thing', () => {
    for (const selector of [{}, { agent: 'a', session: 's' }, { label: { name: '', value: '' } }, { everybody: true }])
      expectThat(JSON.stringify(selector), PinSelector.safeParse(selector).success).toBe(false);
  });
});

describe('a distrusted key', () => {
  it('stays distrusted', () => {
    const event: ControlEvent = { type: 'PolicyKeyDistrusted', keyId: 'k', reason: 'leaked' };
    expect(given(event).when({ type: 'ActivatePolicy', policy }).state().distrustedKeys).toStrictEqual({ k: 'leaked' });
  });
});

it('lifting one pin lifts no other', () => {
  const two = [pinned(pin('p-1', { agent: 'a-1' })), pinned(pin('p-2', { agent: 'a-2' }))];
  given(...two)
    .when({ type: 'UnpinRevision', pin: 'p-3', reason: 'no such' })
    .refused('PIN_NOT_FOUND');
  given(...two, { type: 'RevisionUnpinned', pin: 'p-1', reason: 'done' })
    .when({ type: 'UnpinRevision', pin: 'p-2', reason: 'done' })
    .then({ type: 'RevisionUnpinned', pin: 'p-2', reason: 'done' });
});

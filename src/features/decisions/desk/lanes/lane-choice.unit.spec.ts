import { describe, expect, it } from '@jest/globals';
import type { Asking } from '#libs/decision-guards';
import type { Ask } from '../asks.js';
import { LaneChoice } from './lane-choice.js';

const asked = (session: string, { agent = 'bot', tool = 'read', tenant = 'acme' } = {}) =>
  ({
    kind: 'decide',
    id: '1',
    agent: { tenant, id: agent, labels: {} },
    request: { sessionId: session, tool, arguments: {} },
  }) as unknown as Ask;

/** A guard wants what pays together; sessions that begin with `new` were never seen. */
function choice() {
  let now = 0;
  const registry = { together: ({ call }: Asking) => (call?.tool === 'pay' ? 'tenant' : undefined) };
  const lanes: LaneChoice = new LaneChoice(
    registry,
    (ask) => !lanes.sessionOf(ask).includes('new'),
    () => now,
  );
  return { lanes, after: (ms: number) => (now += ms) };
}

describe('which lane an ask goes to', () => {
  it('is that of its agent, whatever the session', () => {
    const { lanes } = choice();
    const [one, other] = [asked('1'), asked('2')];
    expect(lanes.laneOf(one)).toBe(lanes.laneOf(other));
    expect(lanes.isCommon(lanes.laneOf(one), other)).toBe(true);
    const apart = [one, asked('1', { agent: 'other' }), asked('1', { tenant: 'globex' })].map((ask) => lanes.laneOf(ask));
    expect(new Set(apart).size).toBe(3);
  });

  it('is the one that guards name, and then no other', () => {
    const { lanes } = choice();
    const [pays, reads] = [asked('1', { tool: 'pay' }), asked('1')];
    expect(lanes.laneOf(pays)).toBe(lanes.laneOf(asked('2', { agent: 'other', tool: 'pay' })));
    expect([lanes.fits(lanes.laneOf(reads), pays), lanes.fits(lanes.laneOf(pays), reads)]).toStrictEqual([false, true]);
  });

  it('is its own while its session was never seen', () => {
    const { lanes } = choice();
    const ask = asked('new');
    expect(lanes.laneOf(ask)).toBe(lanes.sessionOf(ask));
    expect(lanes.fits(lanes.laneOf(ask), asked('new'))).toBe(true);
  });

  it('is its own for ten seconds after it held others up, and nobody else’s is', () => {
    const { lanes, after } = choice();
    const ask = asked('1');
    const common = lanes.laneOf(ask);
    lanes.keepApart(ask);
    after(9_999);
    expect([lanes.laneOf(ask), lanes.fits(common, ask)]).toStrictEqual([lanes.sessionOf(ask), false]);
    expect([lanes.laneOf(asked('2')), lanes.fits(common, asked('2'))]).toStrictEqual([common, true]);
    after(1);
    expect([lanes.laneOf(ask), lanes.fits(common, ask)]).toStrictEqual([common, true]);
  });

  it('is its own for all of an agent, as long, when somebody else moved two of them', () => {
    const { lanes, after } = choice();
    const common = lanes.laneOf(asked('1'));
    lanes.keepApartFromOthers(asked('1'));
    lanes.keepApartFromOthers(asked('1'));
    expect([lanes.fits(common, asked('1')), lanes.laneOf(asked('2'))]).toStrictEqual([false, common]);
    after(9_999);
    lanes.keepApartFromOthers(asked('2'));
    expect([lanes.laneOf(asked('3')), lanes.fits(common, asked('3'))]).toStrictEqual([lanes.sessionOf(asked('3')), false]);
    expect(lanes.isCommon(lanes.laneOf(asked('3', { agent: 'other' })), asked('4', { agent: 'other' }))).toBe(true);
    after(10_000);
    expect(lanes.laneOf(asked('3'))).toBe(common);
    lanes.keepApartFromOthers(asked('4'));
    expect(lanes.laneOf(asked('3'))).toBe(common);
  });

  it('is never that of another agent whose session it names', () => {
    const { lanes } = choice();
    const [mine, foreign] = [asked('1'), asked('1', { agent: 'other' })];
    expect([lanes.fits(lanes.laneOf(mine), foreign), lanes.fits(lanes.sessionOf(mine), foreign)]).toStrictEqual([false, true]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ShadowPlan } from '../events.js';
import { limitOf } from './shadow-limit.js';

/** One event each second from noon on. */
const at = (position: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, position)).toISOString().replace('Z', '000Z');
const HEAD = 100;
const store = {
  head: () => Promise.resolve({ position: HEAD }),
  readPositions: (_: string, [position = 0]: readonly number[]) =>
    Promise.resolve(position <= HEAD ? [{ position, at: at(position) }] : []),
} as never;
const plan = { ends: { at: at(40), decisions: null } } as ShadowPlan;
const limit = (through: number | null, now: string) => limitOf(store, 'acme', { plan, through }, HEAD, Date.parse(now));

describe('the end of a shadow', () => {
  it('is where the ledger ends until then, and it goes on', async () => {
    expect(await limit(null, at(39))).toStrictEqual({ to: HEAD, ends: undefined });
    expect(await limit(null, at(41))).toStrictEqual({ to: HEAD, ends: undefined });
  });

  it('is the last event of its time, once clocks agree that it has passed', async () => {
    expect(await limit(null, at(42))).toStrictEqual({ to: 40, ends: 'time' });
  });

  it('is where somebody ended it, or its time where that was before', async () => {
    expect(await limit(30, at(35))).toStrictEqual({ to: 30, ends: 'asked' });
    expect(await limit(30, at(90))).toStrictEqual({ to: 30, ends: 'asked' });
    expect(await limit(50, at(90))).toStrictEqual({ to: 40, ends: 'time' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { LaneTurns } from './lane-turns.js';

describe('a lane that other processes move, too', () => {
  const started = () => {
    let now = 1_000;
    const lanes = new LaneTurns(() => now);
    return { lanes, after: (ms: number) => (now += ms) };
  };

  it('is left to them for a moment after each turn, and no other lane is', () => {
    const { lanes, after } = started();
    lanes.lost('a');
    expect([lanes.pause('a', true), lanes.pause('b', true)]).toStrictEqual([0, 0]);
    after(99);
    expect(lanes.pause('a', true)).toBe(0);
    after(1);
    expect([lanes.pause('a', true), lanes.pause('a', true), lanes.pause('b', true)]).toStrictEqual([20, 0, 0]);
    after(119);
    expect(lanes.pause('a', true)).toBe(0);
    after(1);
    expect(lanes.pause('a', true)).toBe(20);
  });

  it('is taken for nobody else’s when no race was lost for a while', () => {
    const { lanes, after } = started();
    lanes.lost('a');
    after(2_001);
    expect([lanes.pause('a', false), lanes.pause('a', true)]).toStrictEqual([0, 0]);
    after(499);
    expect(lanes.pause('a', true)).toBe(0);
  });

  it('is left to them now and then by a process that never lost, unless nothing of it was on its way anyway', () => {
    const { lanes, after } = started();
    expect(lanes.pause('a', true)).toBe(0);
    after(400);
    expect(lanes.pause('a', false)).toBe(0);
    after(400);
    expect(lanes.pause('a', true)).toBe(0);
    after(500);
    expect(lanes.pause('a', true)).toBe(20);
  });
});

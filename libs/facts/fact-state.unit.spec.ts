import { describe, expect, it } from '@jest/globals';
import { fc, test as property } from '@fast-check/jest';
import { FactDefinition, recordedDefinition } from './definition.js';
import {
  amountIn,
  isIncomplete,
  keysIn,
  nothingCounted,
  valueOf,
  withCall,
  withCorrected,
  withReleased,
  withSettled,
} from './fact-state.js';
import { periodAt, secondsLeft } from './periods.js';

const definition = (given: object) => recordedDefinition(FactDefinition.parse(given));
const START = Date.parse('2026-03-28T22:00:00.000Z');
const instant = (ms: number) => new Date(START + ms).toISOString();

/** A call, how long after the one before it came, and what became of it later, if anything. */
const step = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40_000_000 })),
  amount: fc.integer({ min: 0, max: 5_000_000 }),
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  outcome: fc.constantFrom(null, 'stays', 'goes', 'is otherwise'),
  really: fc.integer({ min: 0, max: 9_000_000 }),
  outcomeAfter: fc.integer({ min: 1, max: 6 }),
});
const kinds = fc.record({
  measure: fc.constantFrom('calls', 'sum(arguments.amount)', 'distinct(arguments.account)'),
  window: fc.oneof(
    fc.constant({}),
    fc.integer({ min: 1, max: 100_000 }).map((windowSeconds) => ({ windowSeconds })),
    fc.constantFrom('day', 'month').map((period) => ({ period, zone: 'Europe/Berlin' })),
  ),
  isReleasable: fc.boolean(),
});

describe('a count of a fact', () => {
  property.prop([kinds, fc.array(step, { maxLength: 60 })], { numRuns: 300 })(
    'is what counting everything again comes to, at every moment',
    ({ measure, window, isReleasable }, steps) => {
      const fact = definition({ measure, ...window, outcomes: ['succeeded'] });
      let state = nothingCounted;
      let now = 0;
      const calls: {
        at: number;
        amount: number;
        really: number;
        key: string;
        isIn: boolean;
        outcome: { at: number; is: 'stays' | 'goes' | 'is otherwise' } | null;
      }[] = [];
      const again = () => {
        const period = (ms: number) => fact.period && periodAt(instant(ms), fact.period, fact.zone);
        const isIn = ({ at }: { at: number }) =>
          fact.windowSeconds === null ? period(at) === period(now) : at > now - fact.windowSeconds * 1_000;
        const left = calls.filter((call) => call.isIn && isIn(call));
        if (measure.startsWith('distinct')) return new Set(left.map(({ key }) => key)).size;
        return left.reduce((sum, { amount }) => sum + amount, 0);
      };
      for (const [i, each] of steps.entries()) {
        now += each.after;
        state = withCall(state, {
          decision: `d-${i}`,
          at: instant(now),
          amount: measure === 'calls' || measure.startsWith('distinct') ? 1 : each.amount,
          key: measure.startsWith('distinct') ? each.key : null,
          windowSeconds: fact.windowSeconds,
          period: fact.period && periodAt(instant(now), fact.period, fact.zone),
          isUnderWay: isReleasable,
        });
        const isDistinct = measure.startsWith('distinct');
        const is = isDistinct && each.outcome === 'is otherwise' ? 'stays' : (each.outcome as 'stays' | 'goes' | 'is otherwise');
        const outcome = isReleasable && each.outcome ? { at: i + each.outcomeAfter, is } : null;
        const amount = measure === 'calls' || isDistinct ? 1 : each.amount;
        calls.push({ at: now, amount, really: each.really, key: each.key, isIn: true, outcome });
        for (const [j, call] of calls.entries()) {
          if (call.outcome?.at !== i) continue;
          const decision = `d-${j}`;
          if (call.outcome.is === 'is otherwise') {
            state = withCorrected(state, decision, call.really - call.amount);
            expect(withCorrected(state, decision, 1)).toBe(state);
            call.amount = call.really;
          } else state = call.outcome.is === 'stays' ? withSettled(state, decision) : withReleased(state, decision);
          call.isIn = call.outcome.is !== 'goes';
        }
        expect(amountIn(fact, state, instant(now))).toBe(again());
        expect(isIncomplete(fact, state, instant(now))).toBe(false);
      }
    },
  );

  const call = (at: number, more: object = {}) => ({
    decision: `d-${at}`,
    at: instant(at),
    amount: 1,
    key: null,
    windowSeconds: null,
    period: null,
    isUnderWay: false,
    ...more,
  });

  it('says when the last call was, and how long ago', () => {
    const state = [3_000, 1_000].reduce((before, at) => withCall(before, call(at)), nothingCounted);
    expect(valueOf(definition({ measure: 'last(at)' }), state, instant(9_999))).toBe(instant(3_000));
    expect(valueOf(definition({ measure: 'since(call)' }), state, instant(9_999))).toBe(6);
    for (const measure of ['last(at)', 'since(call)'])
      expect(valueOf(definition({ measure }), nothingCounted, instant(0))).toBeUndefined();
  });

  it('tells sums as they were written', () => {
    const state = [100_000, 200_000].reduce((before, amount, i) => withCall(before, call(i, { amount })), nothingCounted);
    expect(valueOf(definition({ measure: 'sum(arguments.amount)' }), state, instant(9))).toBe(0.3);
  });

  it('is not told once it is too much to remember, until what was forgotten is of no account', () => {
    const fact = definition({ measure: 'distinct(arguments.account)', windowSeconds: 60 });
    let state = nothingCounted;
    for (let i = 0; i <= 10_000; i += 1) {
      expect(isIncomplete(fact, state, instant(i))).toBe(false);
      state = withCall(state, call(i, { key: `k-${i}`, windowSeconds: 60 }));
    }
    expect(isIncomplete(fact, state, instant(10_000))).toBe(true);
    expect(isIncomplete(fact, state, instant(69_999))).toBe(true);
    expect(isIncomplete(fact, state, instant(70_000))).toBe(false);
  });

  it('tells under which keys it counted, oldest first, those of its window', () => {
    const fact = definition({ windowSeconds: 1 });
    const state = [0, 1, 500, 500, 1_000].reduce(
      (before, at, i) => withCall(before, call(at, { key: i === 1 ? null : `k-${i}`, windowSeconds: 1 })),
      nothingCounted,
    );
    const keys = [1_000, 1_499, 1_500].map((now) => keysIn(fact, state, instant(now)));
    expect(keys).toStrictEqual([['k-2', 'k-3', 'k-4'], ['k-2', 'k-3', 'k-4'], ['k-4']]);
    expect(keysIn(definition({}), state, instant(9_999))).toStrictEqual(['k-0', 'k-2', 'k-3', 'k-4']);
  });

  it('begins anew with the day of its time zone, whatever its length', () => {
    // In Berlin the 29th of March 2026 has 23 hours: it begins at 23:00 UTC and the next one at 22:00.
    const fact = definition({ period: 'day', zone: 'Europe/Berlin' });
    const day = (ms: number) => periodAt(instant(ms), 'day', 'Europe/Berlin');
    const hour = 3_600_000;
    const at = (ms: number) => withCall(nothingCounted, call(ms, { period: day(ms) }));
    expect([0, hour - 1, hour, 24 * hour - 1, 24 * hour].map(day)).toStrictEqual([
      '2026-03-28',
      '2026-03-28',
      '2026-03-29',
      '2026-03-29',
      '2026-03-30',
    ]);
    expect(amountIn(fact, at(hour), instant(24 * hour - 1))).toBe(1);
    expect(amountIn(fact, at(hour), instant(24 * hour))).toBe(0);
    expect(secondsLeft(instant(hour), 'day', 'Europe/Berlin')).toBe(23 * 3_600);
    expect(secondsLeft(instant(0), 'month', 'UTC')).toBe(3 * 86_400 + 2 * 3_600);
  });
});

describe('the declaration of a fact', () => {
  it('is refused where it says two things or none', () => {
    for (const wrong of [
      { measure: 'sum(context.amount)' },
      { measure: 'sum(arguments)' },
      { measure: 'average(arguments.amount)' },
      { measure: 'sum(arguments.a)', windowSeconds: 60, period: 'day' },
      { measure: 'last(at)', windowSeconds: 60 },
      { windowSeconds: 0 },
      { windowSeconds: 2_678_401 },
      { period: 'day', zone: 'Mars/Olympus' },
      { by: 'customer' },
      { tools: [] },
      { more: 1 },
    ])
      expect(FactDefinition.safeParse(wrong).success).toBe(false);
    expect(definition({})).toMatchObject({ measure: 'calls', by: 'session', verdicts: ['ALLOW', 'MODIFY'], underWay: 'counts' });
    expect(definition({ measure: 'since(call)', outcomes: ['succeeded'] }).underWay).toBe('waits');
  });
});

import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { inOrder, type CallInput, type Judgement } from '#libs/decision-guards';
import { StreamStates } from '#libs/event-sourcing';
import { InMemoryEventStore } from '#libs/event-sourcing/testing';
import { controlEvents, controls, noControls, type ControlState } from '../contract.js';
import type { Control, Scope } from '../events.js';
import { killSwitchGuard } from './kill-switch.guard.js';
import { pauseGuard } from './pause.guard.js';

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
const asking = {
  tenant: 'acme',
  agent: { id: 'a-1', keyId: 'k', labels: {} },
  session: 's-1',
  call: { tool: 'pay', arguments: {}, context: {} },
  settles: null,
};
const SCOPES: readonly (readonly [Scope, string | null])[] = [
  ['global', null],
  ['tenant', null],
  ['agent', 'a-1'],
  ['tool', 'pay'],
  ['session', 's-1'],
];
const set = (scopes: typeof SCOPES): Readonly<Record<string, Control>> =>
  Object.fromEntries(
    scopes.map(([scope, target]) => [
      target === null ? scope : `${scope}:${target}`,
      { scope, target, reason: `reason ${scope}` },
    ]),
  );

const states = new StreamStates(new InMemoryEventStore(), controlEvents, controls);
const guards = inOrder([pauseGuard({ states }), killSwitchGuard({ states })]);

/** The first ruling, as the order of the guards has it. */
function judged(state: Partial<ControlState>): Judgement | undefined {
  const at = { state: { ...noControls, ...state }, revision: 3 };
  for (const guard of guards) {
    const judgement = guard.judge?.({ asking, at, further: [] }, input, undefined);
    if (judgement) return judgement;
  }
  return undefined;
}

describe('a kill', () => {
  for (const [i, [scope]] of SCOPES.entries()) {
    it(`of the ${scope} denies before any pause, and before narrower kills`, () => {
      const ruling = judged({ kills: set(SCOPES.slice(i)), pauses: set(SCOPES) });
      assert(ruling?.verdict === 'DENY');
      expect(ruling.code).toBe('KILL_SWITCH');
      expect(ruling.rule).toBe(`writ.kill-switch.${scope}`);
      expect(ruling.reason).toMatch(new RegExp(`reason ${scope}$`));
      expect([ruling.retryAfter, ruling.policy, ruling.pin]).toStrictEqual([null, null, null]);
    });
  }

  it('of something else does not count', () => {
    const others = set([
      ['agent', 'a-2'],
      ['tool', 'pay2'],
      ['session', 's-2'],
    ]);
    expect(judged({ kills: others, pauses: others })).toBeUndefined();
  });
});

describe('a pause', () => {
  for (const [i, [scope]] of SCOPES.entries()) {
    it(`of the ${scope} defers, before narrower pauses`, () => {
      const ruling = judged({ pauses: set(SCOPES.slice(i)) });
      expect([ruling?.verdict, ruling?.code, ruling?.rule, ruling?.retryAfter, ruling?.policy]).toStrictEqual([
        'DEFER',
        'PAUSED',
        `writ.pause.${scope}`,
        30,
        null,
      ]);
    });
  }
});

describe('kills and pauses', () => {
  it('judge calls, and have no say in what became of one', () => {
    for (const { standsOn } of guards) {
      assert(standsOn?.stream(asking) === 'controls/tenant');
      expect(standsOn.stream({ ...asking, call: null })).toBeUndefined();
    }
  });
});

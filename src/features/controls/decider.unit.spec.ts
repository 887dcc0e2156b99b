import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { controls, covering } from './decider.js';
import type { Control, ControlEvent, Scope } from './events.js';
import type { GlobalChange } from './spreading/global-changes.js';

const given = deciderSpec(controls);
const TARGETS: readonly (readonly [Scope, string | null])[] = [
  ['global', null],
  ['tenant', null],
  ['agent', 'a-1'],
  ['tool', 'pay'],
  ['session', 's-1'],
];
const SWITCHES = [
  { set: 'EngageKillSwitch', was: 'KillSwitchEngaged', lift: 'ReleaseKillSwitch', lifted: 'KillSwitchReleased', in: 'kills' },
  { set: 'PauseTraffic', was: 'TrafficPaused', lift: 'ResumeTraffic', lifted: 'TrafficResumed', in: 'pauses' },
] as const;

for (const { set, was, lift, lifted, in: where } of SWITCHES) {
  describe(`${set} and ${lift}`, () => {
    for (const [scope, target] of TARGETS) {
      const on = { scope, target, reason: 'because' };
      const isGlobal = scope === 'global';
      const setEvent = { type: was, ...on, globalChange: isGlobal ? 1 : null } as ControlEvent;
      const liftEvent = { type: lifted, ...on, globalChange: isGlobal ? 2 : null } as ControlEvent;

      it(`are set once and lifted once for ${scope}`, () => {
        given()
          .when({ type: set, ...on })
          .then(setEvent);
        given(setEvent)
          .when({ type: set, ...on, reason: 'another' })
          .refused('CONTROL_ALREADY_SET');
        given(setEvent)
          .when({ type: lift, ...on })
          .then(liftEvent);
        given()
          .when({ type: lift, ...on })
          .refused('CONTROL_NOT_SET');
        given(setEvent, liftEvent)
          .when({ type: lift, ...on })
          .refused('CONTROL_NOT_SET');
        given(setEvent, liftEvent)
          .when({ type: set, ...on })
          .then({ ...setEvent, globalChange: isGlobal ? 3 : null } as ControlEvent);
        expect(
          Object.values(
            given()
              .when({ type: set, ...on })
              .state()[where],
          ),
        ).toStrictEqual([on]);
        expect(
          given(setEvent)
            .when({ type: lift, ...on })
            .state()[where],
        ).toStrictEqual({});
      });

      it(`need a target that fits the scope ${scope}`, () => {
        // A tenant is stopped by its operators without a target and by the owner of the deployment by name.
        const wrong = given().when({ type: set, scope, target: target === null ? 'x' : null, reason: 'r' });
        if (scope === 'tenant') wrong.then({ type: was, scope, target: 'x', reason: 'r', globalChange: null } as ControlEvent);
        else wrong.refused('CONTROL_TARGET_INVALID');
      });
    }

    it('do not touch other scopes and targets', () => {
      const one = { type: was, scope: 'tool', target: 'pay', reason: 'r' } as ControlEvent;
      given(one).when({ type: lift, scope: 'tool', target: 'pay2', reason: 'r' }).refused('CONTROL_NOT_SET');
      given(one).when({ type: lift, scope: 'agent', target: 'pay', reason: 'r' }).refused('CONTROL_NOT_SET');
      given(one)
        .when({ type: set, scope: 'session', target: 'pay', reason: 'r' })
        .then({ type: was, scope: 'session', target: 'pay', reason: 'r', globalChange: null } as ControlEvent);
    });

    it('take targets that are names of object members', () => {
      for (const target of ['__proto__', 'constructor', 'hasOwnProperty']) {
        const event = { type: was, scope: 'tool', target, reason: 'r', globalChange: null } as ControlEvent;
        given().when({ type: set, scope: 'tool', target, reason: 'r' }).then(event);
        given(event).when({ type: set, scope: 'tool', target, reason: 'r' }).refused('CONTROL_ALREADY_SET');
      }
    });
  });
}

describe('a kill and a pause of the same target', () => {
  it('are set and lifted independently', () => {
    const on = { scope: 'tenant', target: null, reason: 'r' } as const;
    const kill = { type: 'KillSwitchEngaged', ...on, globalChange: null } as const;
    given(kill)
      .when({ type: 'PauseTraffic', ...on })
      .then({ type: 'TrafficPaused', ...on, globalChange: null });
    given(kill)
      .when({ type: 'ResumeTraffic', ...on })
      .refused('CONTROL_NOT_SET');
  });
});

describe('following the deployment-wide controls', () => {
  for (const { was, lifted, in: where } of SWITCHES) {
    const of = (type: string, globalChange: number | null, reason = 'r') =>
      ({ type, scope: 'global', target: null, reason, globalChange }) as GlobalChange;
    const follow = (told: GlobalChange) => ({ type: 'FollowGlobalControl', told }) as const;
    const again = 'lifted and set again for the whole deployment';

    it(`records ${was} and ${lifted} as they were told, once`, () => {
      given()
        .when(follow(of(was, 3)))
        .then(of(was, 3));
      given(of(was, 3))
        .when(follow(of(was, 3)))
        .then();
      given(of(was, 3))
        .when(follow(of(lifted, 4)))
        .then(of(lifted, 4));
      given(of(was, 3), of(lifted, 4))
        .when(follow(of(lifted, 4)))
        .then();
    });

    it(`records nothing about a ${was} that was lifted before the tenant heard of it`, () => {
      given()
        .when(follow(of(lifted, 4)))
        .then();
    });

    it(`takes ${was} for another one than the one it has, so that a late lifting does not end it`, () => {
      given(of(was, 1, 'first'))
        .when(follow(of(was, 3, 'second')))
        .then(of(lifted, 3, again), of(was, 3, 'second'));
      given(of(was, 1), of(lifted, 3), of(was, 3))
        .when(follow(of(lifted, 2)))
        .then();
      given(of(was, 1), of(lifted, 3), of(was, 3))
        .when(follow(of(was, 1)))
        .then();
    });

    it(`takes a ${was} from before changes were numbered for an earlier one`, () => {
      given(of(was, null))
        .when(follow(of(was, 5)))
        .then(of(lifted, 5, again), of(was, 5));
      given(of(was, null))
        .when(follow(of(lifted, 2)))
        .then(of(lifted, 2));
    });

    it(`leaves alone what the tenant's own operators set like ${was}`, () => {
      const own = { type: was, scope: 'tenant', target: null, reason: 'ours', globalChange: null } as ControlEvent;
      const state = given(own)
        .when(follow(of(lifted, 2)))
        .state();
      expect(Object.keys(state[where])).toStrictEqual(['tenant']);
    });
  }

  it('counts changes of kills and of pauses together', () => {
    const on = { scope: 'global', target: null, reason: 'r' } as const;
    given({ type: 'KillSwitchEngaged', ...on, globalChange: 1 })
      .when({ type: 'PauseTraffic', ...on })
      .then({ type: 'TrafficPaused', ...on, globalChange: 2 });
  });
});

describe('a distrusted key', () => {
  it('is recorded once', () => {
    const distrusted = { type: 'PolicyKeyDistrusted', keyId: 'k', reason: 'lost' } as const;
    given().when({ type: 'DistrustPolicyKey', keyId: 'k', reason: 'lost' }).then(distrusted);
    given(distrusted).when({ type: 'DistrustPolicyKey', keyId: 'k', reason: 'again' }).then();
  });
});

describe('the active policy', () => {
  const policy = (revision: number) => ({
    id: 'gate',
    revision,
    digest: 'd',
    planDigest: 'p',
    dataDigest: 'x',
    entrypoint: 'writ/decision',
    signature: null,
  });
  it('is the one activated last', () => {
    given()
      .when({ type: 'ActivatePolicy', policy: policy(1) })
      .then({ type: 'PolicyActivated', policy: policy(1) });
    expect(
      given({ type: 'PolicyActivated', policy: policy(1) })
        .when({ type: 'ActivatePolicy', policy: policy(2) })
        .state().policy,
    ).toStrictEqual(policy(2));
  });
});

describe('covering', () => {
  const call = { tenant: 'acme', agent: 'a-1', tool: 'pay', session: 's-1' };
  const control = ([scope, target]: readonly [Scope, string | null]): Control => ({ scope, target, reason: scope });
  const slots = (from: number) =>
    Object.fromEntries(TARGETS.slice(from).map((on) => [on[1] === null ? on[0] : `${on[0]}:${on[1]}`, control(on)]));

  it('finds the widest control that covers a call', () => {
    for (let from = 0; from < TARGETS.length; from += 1) expect(covering(slots(from), call)?.scope).toBe(TARGETS[from]?.[0]);
    expect(covering({}, call)).toBeUndefined();
  });

  it('covers exactly its target', () => {
    for (const other of [
      { ...call, agent: 'a-2' },
      { ...call, tool: 'PAY' },
      { ...call, session: 's-1 ' },
    ])
      expectThat('another control still covers it', covering(slots(2), other)).toBeTruthy();
    expect(covering(slots(2), { tenant: 'acme', agent: 'x', tool: 'y', session: 'z' })).toBeUndefined();
    const byOwner = { 'tenant:acme': control(['tenant', 'acme']) };
    expect(covering(byOwner, call)).toBeTruthy();
    expect(covering(byOwner, { ...call, tenant: 'other' })).toBeUndefined();
    expect(covering({}, { tenant: 'acme', agent: '__proto__', tool: 'constructor', session: 'toString' })).toBeUndefined();
  });

  it('looks nothing up by name where nothing is set', () => {
    const looked: PropertyKey[] = [];
    const nothing = new Proxy({}, { get: (_, name) => void looked.push(name) });
    expect([covering(nothing, { tenant: 'acme', agent: 'a', tool: 't', session: 's' }), looked]).toStrictEqual([undefined, []]);
  });
});

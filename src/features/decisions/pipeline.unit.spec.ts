import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noControls, type Control, type ControlState, type Scope } from '#features/controls/contract';
import type { Json } from '#libs/event-sourcing';
import type { DecideCall } from './commands.js';
import type { DecisionInput } from './events.js';
import { judge } from './pipeline.js';

const reference = {
  id: 'gate',
  revision: 1,
  digest: 'd',
  planDigest: 'p',
  dataDigest: 'x',
  entrypoint: 'writ/decision',
  signature: null,
};
const input: DecisionInput = {
  tenant: 'acme',
  agent: { id: 'a-1', labels: {} },
  session: { id: 's-1', tags: [], openedAt: 't', decisions: 0, allowed: 0, denied: 0, failed: 0 },
  tool: 'pay',
  arguments: {},
  context: {},
  prompt: null,
  time: 't',
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

function call(controls: Partial<ControlState>, evaluate: ((given: Json) => Json | undefined) | null = neverAsked): DecideCall {
  return {
    type: 'DecideCall',
    request: { sessionId: 's-1', tool: 'pay', arguments: {} },
    tenant: 'acme',
    agent: { id: 'a-1', labels: {} },
    now: 't',
    controls: { state: { ...noControls, ...controls }, revision: 3 },
    policy: evaluate && { reference, pin: null, evaluate },
  };
}

function neverAsked(): never {
  throw new Error('the policy was asked although a control had already ruled');
}

describe('a kill', () => {
  for (const [i, [scope]] of SCOPES.entries()) {
    it(`of the ${scope} denies before any pause or policy, and before narrower kills`, () => {
      const ruling = judge(call({ kills: set(SCOPES.slice(i)), pauses: set(SCOPES) }), input);
      assert.equal(ruling.verdict, 'DENY');
      assert.equal(ruling.code, 'KILL_SWITCH');
      assert.equal(ruling.rule, `writ.kill-switch.${scope}`);
      assert.match(ruling.reason, new RegExp(`reason ${scope}$`));
      assert.equal(ruling.retryAfter, null);
    });
  }

  it('of something else does not count', () => {
    const others = set([
      ['agent', 'a-2'],
      ['tool', 'pay2'],
      ['session', 's-2'],
    ]);
    assert.equal(
      judge(
        call({ kills: others, pauses: others }, () => ({ verdict: 'ALLOW', rule: 'r', reason: 'x' })),
        input,
      ).code,
      'ALLOWED',
    );
  });
});

describe('a pause', () => {
  for (const [i, [scope]] of SCOPES.entries()) {
    it(`of the ${scope} defers before any policy, and before narrower pauses`, () => {
      const ruling = judge(call({ pauses: set(SCOPES.slice(i)) }), input);
      assert.deepEqual(
        [ruling.verdict, ruling.code, ruling.rule, ruling.retryAfter],
        ['DEFER', 'PAUSED', `writ.pause.${scope}`, 30],
      );
    });
  }
});

describe('the policy', () => {
  it('is asked last, with exactly the recorded input', () => {
    const asked: Json[] = [];
    const ruling = judge(
      call({}, (given) => {
        asked.push(given);
        return { verdict: 'REQUIRE_APPROVAL', rule: 'r', reason: 'x' };
      }),
      input,
    );
    assert.equal(ruling.code, 'APPROVAL_REQUIRED');
    assert.deepEqual(asked, [input]);
  });

  it('denies when there is none', () => {
    const { verdict, code } = judge(call({}, null), input);
    assert.deepEqual({ verdict, code }, { verdict: 'DENY', code: 'NO_ACTIVE_POLICY' });
  });

  it('denies when it has no answer, a wrong one, or fails', () => {
    const failures = [
      () => undefined,
      () => ({ allow: true }),
      () => assert.fail('conflict'),
      () => {
        throw new Error('x'.repeat(10_000) + '\ud800');
      },
    ];
    for (const evaluate of failures) {
      const { verdict, code, reason } = judge(call({}, evaluate as () => Json), input);
      assert.deepEqual({ verdict, code }, { verdict: 'DENY', code: 'POLICY_ERROR' });
      assert.ok(reason.length <= 2_000 && reason.isWellFormed());
    }
  });
});

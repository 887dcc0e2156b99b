import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { inOrder, type CallInput, type DecisionCode, type DecisionGuard, type Judgement } from '#libs/decision-guards';
import { stopped, type Verdict } from '#libs/ruling';
import { judge, narrowed, type Voice } from './pipeline.js';

const reference = {
  id: 'gate',
  revision: 1,
  digest: 'd',
  planDigest: 'p',
  dataDigest: 'x',
  entrypoint: 'writ/decision',
  signature: null,
};
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

const ruled = (by: string, verdict: Verdict, code: DecisionCode, policy: Judgement['policy'] = null): Judgement => ({
  ...stopped(verdict, code, by, by),
  policy,
  pin: null,
});
const silent = (name: string, place: number): DecisionGuard => ({ name, place, judge: () => undefined });
const ruling = (name: string, place: number, judgement: Judgement): DecisionGuard => ({ name, place, judge: () => judgement });
const neverAsked = (name: string, place: number): DecisionGuard => ({
  name,
  place,
  judge: () => assert.fail(`${name} was asked although another had ruled`),
});
/** Lifts whatever it is shown. */
const lifting = (name: string, place: number): DecisionGuard => ({
  name,
  place,
  revise: (judged) => ({ ...judged, verdict: 'ALLOW', code: 'ALLOWED', rule: name }),
});

function judgedBy(...guards: DecisionGuard[]): {
  rule: string;
  code: string;
  verdict: string;
  heard: string[];
  seen: CallInput;
} {
  const voices = inOrder(guards).map((guard): Voice => ({
    guard,
    asked: { asking, at: { state: {}, revision: 0 }, further: [] },
    prepared: 1,
  }));
  const { judgement, heard, input: seen } = judge(voices, input);
  return { ...judgement, heard: heard.map(({ guard }) => guard.name), seen };
}

describe('the guards of a call', () => {
  it('are asked by their places, and the first one that rules ends it', () => {
    const { rule, heard } = judgedBy(
      neverAsked('last', 4),
      ruling('third', 3, ruled('third', 'DENY', 'PAUSED')),
      silent('second', 2),
      silent('first', 1),
    );
    expect({ rule, heard }).toStrictEqual({ rule: 'third', heard: ['first', 'second', 'third'] });
  });

  it('get what they know, what they prepared and exactly the recorded input', () => {
    const asked: unknown[] = [];
    judgedBy({
      name: 'curious',
      place: 1,
      judge: (...given) => {
        asked.push(...given);
        return undefined;
      },
    });
    expect(asked).toStrictEqual([{ asking, at: { state: {}, revision: 0 }, further: [] }, input, 1]);
    expect(asked[1]).toBe(input);
  });

  it('that inform are heard, and what they say is seen by those behind them and by nobody before', () => {
    const informing = (name: string, place: number, facts: Record<string, number>): DecisionGuard => ({
      name,
      place,
      inform: (_, given) => ({ ...given, facts: { ...given.facts, ...facts } }),
    });
    const saw: unknown[] = [];
    const looking = (name: string, place: number): DecisionGuard => ({
      name,
      place,
      judge: (_, { facts }) => {
        saw.push(facts);
        return undefined;
      },
    });
    const { heard, seen } = judgedBy(
      looking('early', 1),
      informing('first', 2, { a: 1 }),
      informing('second', 3, { b: 2 }),
      looking('late', 4),
      ruling('stop', 5, ruled('stop', 'DENY', 'PAUSED')),
      informing('never', 6, { c: 3 }),
    );
    expect(saw).toStrictEqual([undefined, { a: 1, b: 2 }]);
    expect(heard).toStrictEqual(['early', 'first', 'second', 'late', 'stop']);
    expect(seen.facts).toStrictEqual({ a: 1, b: 2 });
    expect(input.facts).toBeUndefined();
  });

  it('deny when none of them rules', () => {
    for (const guards of [[], [silent('first', 1)], [lifting('exception', 2)]]) {
      const { verdict, code, heard } = judgedBy(...guards);
      expect([verdict, code]).toStrictEqual(['DENY', 'POLICY_ERROR']);
      expect(heard).not.toContain('exception');
    }
  });

  it('cannot share a name or a place', () => {
    for (const twins of [
      [silent('one', 1), silent('two', 2), silent('one', 3)],
      [silent('one', 1), silent('two', 1)],
    ])
      expect(() => inOrder(twins)).toThrow(/share a name or a place/);
  });
});

describe('a guard behind the one that ruled', () => {
  it("may lift a policy's denial or request for approval", () => {
    for (const [verdict, code] of [
      ['DENY', 'POLICY_DENIED'],
      ['REQUIRE_APPROVAL', 'APPROVAL_REQUIRED'],
    ] as const) {
      const policy = ruling('policy', 2, ruled('p', verdict, code, reference));
      const told = judgedBy(silent('kill', 1), policy, lifting('exception', 3), lifting('another', 4));
      expect([told.code, told.rule, told.heard]).toStrictEqual(['ALLOWED', 'exception', ['kill', 'policy', 'exception']]);
    }
  });

  it('may leave it as it is, and then the next one may lift it', () => {
    const policy = ruling('policy', 2, ruled('p', 'DENY', 'POLICY_DENIED', reference));
    const leaves: DecisionGuard = { name: 'leaves', place: 3, revise: () => undefined };
    expect(judgedBy(policy, leaves).code).toStrictEqual('POLICY_DENIED');
    expect(judgedBy(policy, leaves, lifting('exception', 4)).rule).toStrictEqual('exception');
  });

  it('never sees what another guard stopped, a policy that failed, or a call that may run', () => {
    for (const judgement of [
      ruled('kill', 'DENY', 'KILL_SWITCH'),
      ruled('limit', 'DENY', 'POLICY_DENIED'),
      ruled('limit', 'REQUIRE_APPROVAL', 'APPROVAL_REQUIRED'),
      ruled('policy', 'DENY', 'POLICY_ERROR', reference),
      ruled('policy', 'DEFER', 'DEFERRED', reference),
      ruled('policy', 'ALLOW', 'ALLOWED', reference),
    ]) {
      const told = judgedBy(ruling('first', 1, judgement), lifting('exception', 2));
      expect([told.rule, told.heard]).toStrictEqual([judgement.rule, ['first']]);
    }
  });
});

describe('guards that only narrow', () => {
  const narrowing: DecisionGuard = {
    name: 'narrowing',
    place: 5,
    narrow: (judged) => ({ ...judged, verdict: 'REQUIRE_APPROVAL', code: 'APPROVAL_REQUIRED', rule: 'narrowing' }),
  };
  const policy = (verdict: Verdict, code: DecisionCode) => ruling('policy', 4, ruled('policy', verdict, code, reference));

  it('are shown what a policy lets pass, and what they make of it may be revised behind them', () => {
    expect(judgedBy(narrowing, policy('ALLOW', 'ALLOWED'))).toMatchObject({ rule: 'narrowing', heard: ['policy', 'narrowing'] });
    expect(judgedBy(narrowing, policy('MODIFY', 'MODIFIED'))).toMatchObject({ rule: 'narrowing' });
    expect(judgedBy(narrowing, lifting('people', 6), policy('ALLOW', 'ALLOWED'))).toMatchObject({ rule: 'people' });
  });

  it('are not shown what does not pass', () => {
    for (const [verdict, code] of [
      ['DENY', 'POLICY_DENIED'],
      ['REQUIRE_APPROVAL', 'APPROVAL_REQUIRED'],
      ['DEFER', 'DEFERRED'],
      ['DENY', 'POLICY_ERROR'],
    ] as const)
      expect(judgedBy(narrowing, policy(verdict, code))).toMatchObject({ rule: 'policy', heard: ['policy'] });
    expect(judgedBy(narrowing, ruling('kill', 1, ruled('kill', 'DENY', 'KILL_SWITCH')))).toMatchObject({ heard: ['kill'] });
  });

  it('are asked once more when somebody behind them let the call pass, and then heard', () => {
    const voice: Voice = {
      guard: narrowing,
      asked: { asking, at: { state: {}, revision: 0 }, further: [] },
      prepared: undefined,
    };
    const passed = { judgement: ruled('people', 'ALLOW', 'APPROVED', reference), heard: [], input };
    expect(narrowed(passed, [voice])).toMatchObject({ judgement: { rule: 'narrowing' }, heard: [voice] });
    const stopped_ = { ...passed, judgement: ruled('people', 'DENY', 'APPROVAL_DENIED', reference) };
    expect(narrowed(stopped_, [voice])).toStrictEqual(stopped_);
  });
});

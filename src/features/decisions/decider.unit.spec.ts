import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fold, isRefusal, decide, type Json, type JsonObject } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { rulingOf, stopped } from '#libs/ruling';
import { callInput } from './call-input.js';
import type { DecideCall, DecideRequest, RecordOutcome } from './commands.js';
import { decidedSession, type DecidedSessionEvent } from './decider.js';
import type { DecisionRecorded, Verdict } from './events.js';

const given = deciderSpec(decidedSession);
const reference = {
  id: 'gate',
  revision: 2,
  digest: 'd',
  planDigest: 'p',
  dataDigest: 'x',
  entrypoint: 'writ/decision',
  signature: null,
};
const now = '2026-11-20T08:00:00.000Z';
const allow = { verdict: 'ALLOW', rule: 'r', reason: 'fine' };
const asking = { tenant: 'acme', agent: { id: 'a-1', keyId: 'k-1', labels: { team: 'x' } } };
const request: DecideRequest = { sessionId: 's-1', tool: 'pay', arguments: { amount: 3 } };

/** A call as it was judged in the session these events made. */
function call(events: readonly DecidedSessionEvent[] = [], more: Partial<DecideRequest> = {}, answer: Json = allow): DecideCall {
  const asked = { ...request, ...more };
  const input = callInput(asking, asked, now, fold(decidedSession, events));
  if (isRefusal(input)) assert.fail(`refused: ${input.refused}`);
  const judgement = { ...rulingOf(answer), policy: reference, pin: null };
  return { type: 'DecideCall', requestId: asked.requestId ?? null, input, judgement, controls: 7 };
}

const opened = (agent = 'a-1', tags: string[] = []): DecidedSessionEvent => ({
  type: 'SessionOpened',
  session: 's-1',
  agent,
  tags,
  parent: null,
  openedAt: '2026-11-20T07:00:00.000Z',
});
const closed: DecidedSessionEvent = { type: 'SessionClosed', session: 's-1' };
const outcome = (more: Partial<RecordOutcome['outcome']> = {}, allowed = true, agent = 'a-1'): RecordOutcome => ({
  type: 'RecordOutcome',
  decision: 'd-1',
  tool: 'pay',
  allowed,
  agent,
  outcome: { status: 'succeeded', ...more },
  settles: null,
});

function recordedBy(command: DecideCall, events: readonly DecidedSessionEvent[] = []): DecisionRecorded {
  const result = decide(decidedSession, command, fold(decidedSession, events));
  if (isRefusal(result)) assert.fail(`refused: ${result.refused}`);
  return result.at(-1) as DecisionRecorded;
}

describe('deciding a call', () => {
  it('opens an unknown session for the agent and records everything the policy saw', () => {
    const recorded: DecisionRecorded = {
      type: 'DecisionRecorded',
      requestId: null,
      input: {
        tenant: 'acme',
        agent: { id: 'a-1', labels: { team: 'x' } },
        session: { id: 's-1', tags: [], openedAt: now, decisions: 0, allowed: 0, denied: 0, failed: 0 },
        tool: 'pay',
        arguments: { amount: 3 },
        context: {},
        prompt: null,
        time: now,
      },
      verdict: 'ALLOW',
      code: 'ALLOWED',
      rule: 'r',
      reason: 'fine',
      obligations: [],
      changes: null,
      retryAfter: null,
      approval: null,
      exception: null,
      policy: reference,
      pin: null,
      controls: 7,
      risk: 'NONE',
      riskNote: null,
    };
    given()
      .when(call())
      .then({ type: 'SessionOpened', session: 's-1', agent: 'a-1', tags: [], parent: null, openedAt: now }, recorded);
    const input = { ...recorded.input, session: { ...recorded.input.session, openedAt: '2026-11-20T07:00:00.000Z' } };
    given(opened())
      .when(call([opened()]))
      .then({ ...recorded, input });
  });

  it('keeps request id, context and prompt, and annotates the risk with the tags of the session', () => {
    const prompt = { type: 'destructive_confirm', confidence: 'high', action: 'execute' } as const;
    const tagged = [opened('a-1', ['safe_session'])];
    const event = recordedBy(call(tagged, { requestId: 'q-1', context: { ip: '::1' }, prompt }), tagged);
    expect([event.requestId, event.input.context, event.input.prompt, event.input.session.tags]).toStrictEqual([
      'q-1',
      { ip: '::1' },
      prompt,
      ['safe_session'],
    ]);
    expect(event.risk).toBe('MEDIUM');
    expect(event.riskNote ?? '').toMatch(/lowered/);
    expectThat('the risk never changes a verdict', event.verdict).toBe('ALLOW');
  });

  it('records the judgement as it is, with the policy and the pin only when there was one', () => {
    const pinned = { ...call(), judgement: { ...call().judgement, pin: 'p-1' } };
    expect([recordedBy(pinned).policy, recordedBy(pinned).pin]).toStrictEqual([reference, 'p-1']);
    const killed = { ...stopped('DENY', 'KILL_SWITCH', 'writ.kill-switch.tenant', 'stop'), policy: null, pin: null };
    const { code, policy, pin, controls } = recordedBy({ ...call(), judgement: killed });
    expect([code, policy, pin, controls]).toStrictEqual(['KILL_SWITCH', null, null, 7]);
  });

  it('is data: carried elsewhere, or made again of what was recorded, it says the same', () => {
    const events = [opened()];
    const command = call(events, { requestId: 'q-1' });
    const event = recordedBy(command, events);
    expect(JSON.parse(JSON.stringify(command))).toStrictEqual(command);
    const { requestId, input, controls, risk: _, riskNote: __, type: ___, ...judgement } = event;
    expect(recordedBy({ type: 'DecideCall', requestId, input, controls, judgement }, events)).toStrictEqual(event);
  });

  it('is refused in a closed session and in the session of another agent, judged or not', () => {
    given(opened(), closed).when(call()).refused('SESSION_CLOSED');
    given(opened('a-2')).when(call()).refused('TENANT_MISMATCH');
    given(opened('a-2'), closed).when(call()).refused('TENANT_MISMATCH');
    for (const [events, refused] of [
      [[opened(), closed], 'SESSION_CLOSED'],
      [[opened('a-2')], 'TENANT_MISMATCH'],
    ] as const)
      expect(callInput(asking, request, now, fold(decidedSession, events))).toStrictEqual({ refused });
  });
});

describe('the counters a policy sees', () => {
  const after = (verdict: Verdict) =>
    recordedBy(call([opened()], {}, { ...allow, verdict, ...(verdict === 'MODIFY' && { changes: {} }) }), [opened()]);

  it('count decisions, and among them the allowed and the denied', () => {
    const verdicts: Verdict[] = ['ALLOW', 'MODIFY', 'DENY', 'REQUIRE_APPROVAL', 'DEFER'];
    const { session } = call([opened(), ...verdicts.map(after)]).input;
    expect([session.decisions, session.allowed, session.denied, session.failed]).toStrictEqual([5, 2, 1, 0]);
  });

  it('count failed outcomes only', () => {
    const statuses = ['succeeded', 'failed', 'unknown', 'refused', 'failed'] as const;
    const outcomes = statuses.map((status): DecidedSessionEvent => ({
      type: 'OutcomeRecorded',
      decision: 'd',
      tool: 'pay',
      status,
      durationMs: null,
      result: null,
      labels: [],
      error: null,
      usage: null,
    }));
    expect(call([opened(), ...outcomes]).input.session.failed).toBe(2);
  });
});

describe('an outcome', () => {
  it('is recorded as told', () => {
    given(opened()).when(outcome()).then({
      type: 'OutcomeRecorded',
      decision: 'd-1',
      tool: 'pay',
      status: 'succeeded',
      durationMs: null,
      result: null,
      labels: [],
      error: null,
      usage: null,
    });
    given(opened())
      .when(outcome({ status: 'failed', durationMs: 1.5, result: [1], labels: ['slow'], error: 'boom' }))
      .then({
        type: 'OutcomeRecorded',
        decision: 'd-1',
        tool: 'pay',
        status: 'failed',
        durationMs: 1.5,
        result: { value: [1] },
        labels: ['slow'],
        error: 'boom',
        usage: null,
      });
  });

  it('tells how much was used beyond what was counted, of tokens and of money, or short of it', () => {
    const cost = { prices: 1, perThousandTokens: 30, minor: 5, thousandths: 0 };
    const used = (tokens: number, context: JsonObject, priced: object = { cost }, allowed = true) => {
      const settles = { input: { ...call([opened()], { context }).input, ...priced } };
      const told = { ...outcome({ usage: { tokens }, status: 'refused' }, allowed), settles };
      const recorded = decide(decidedSession, told, fold(decidedSession, [opened()]));
      return isRefusal(recorded) ? recorded : (recorded[0] as { usage?: object }).usage;
    };
    const said = { usage: { tokens: 100 } };
    expect(used(130, said)).toStrictEqual({ tokens: 130, tokensBeyond: 30, costBeyond: 900 });
    expect(used(0, said)).toStrictEqual({ tokens: 0, tokensBeyond: -100, costBeyond: -3_000 });
    expect(used(7, {})).toStrictEqual({ tokens: 7, tokensBeyond: 7, costBeyond: 210 });
    expect(used(7, { usage: { tokens: '100' } })).toStrictEqual({ tokens: 7, tokensBeyond: 7, costBeyond: 210 });
    expect(used(100, said)).toStrictEqual({ tokens: 100, tokensBeyond: 0, costBeyond: 0 });
    expect(used(90, said, {})).toStrictEqual({ tokens: 90, tokensBeyond: -10, costBeyond: 0 });
    expectThat('what did not run used nothing', used(7, {}, { cost }, false)).toStrictEqual({
      tokens: 7,
      tokensBeyond: 0,
      costBeyond: 0,
    });
  });

  it('may come after the session was closed: the call was allowed before', () => {
    given(opened(), closed).when(outcome()).then({
      type: 'OutcomeRecorded',
      decision: 'd-1',
      tool: 'pay',
      status: 'succeeded',
      durationMs: null,
      result: null,
      labels: [],
      error: null,
      usage: null,
    });
  });

  it('of a call that was not allowed can only be that it was not run', () => {
    for (const status of ['succeeded', 'failed', 'unknown'] as const)
      given(opened()).when(outcome({ status }, false)).refused('CALL_WAS_NOT_ALLOWED');
    given(opened())
      .when(outcome({ status: 'refused' }, false))
      .then({
        type: 'OutcomeRecorded',
        decision: 'd-1',
        tool: 'pay',
        status: 'refused',
        durationMs: null,
        result: null,
        labels: [],
        error: null,
        usage: null,
      });
  });

  it('is for the agent of the session', () => {
    given(opened('a-2')).when(outcome()).refused('TENANT_MISMATCH');
    given().when(outcome()).refused('TENANT_MISMATCH');
  });
});

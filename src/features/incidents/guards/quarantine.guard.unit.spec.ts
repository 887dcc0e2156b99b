import { describe, expect, it } from '@jest/globals';
import type { Facts } from '#features/facts/contract';
import type { Asked, Asking, CallInput, DecisionCode, Judgement } from '#libs/decision-guards';
import { nameBasedId } from '#libs/event-ids';
import { fold, NO_STREAM, type StreamState } from '#libs/event-sourcing';
import { nothingCounted, withCall, type FactState } from '#libs/facts';
import { stopped, type Verdict } from '#libs/ruling';
import { expectThat } from '#libs/testing';
import { subjects, type Subject } from '../decider.js';
import type { IncidentEvent, Trigger } from '../events.js';
import type { IncidentDesk } from '../incident-desk.js';
import type { QuarantineRules } from '../quarantine-rules.js';
import { countsCall, countsOutcome, placesOf, pointsOf, pointsOfOutcome } from './what-counts.js';
import { quarantineGuard } from './quarantine.guard.js';

/** As the feature `facts` does it, but for ids and trace. */
const facts = {
  counts: {} as Facts['counts'],
  written: ((stream, events, _context, at) => {
    let state: FactState = at.state;
    for (const event of events) if (event.type === 'FactCounted') state = withCall(state, event);
    return { write: { stream, expect: at.revision, events: [] }, leaves: { state, revision: at.revision + events.length } };
  }) as Facts['written'],
};
const guard = quarantineGuard({ rules: {}, subjects: {} } as unknown as IncidentDesk, facts);

const context = { tenant: 'acme', actor: { kind: 'agent', id: 'a-1' }, correlation: null, causation: null, trace: null } as const;
const input: CallInput = {
  tenant: 'acme',
  agent: { id: 'a-1', labels: {} },
  session: { id: 's-1', tags: [], openedAt: '', decisions: 0, allowed: 0, denied: 0, failed: 0 },
  tool: 'pay',
  arguments: {},
  context: {},
  prompt: null,
  time: '2026-11-29T10:00:00.000Z',
};
const asking: Asking = {
  tenant: 'acme',
  agent: { id: 'a-1', keyId: 'k', labels: {} },
  session: 's-1',
  call: { tool: 'pay', arguments: {} },
  settles: null,
};
const trigger: Trigger = {
  id: 't-1',
  name: 'burst',
  on: 'denials',
  subject: 'agent',
  count: 2,
  windowSeconds: 60,
  tools: null,
  labels: null,
};
const rules = (...triggers: Trigger[]): QuarantineRules => ({
  version: 1,
  scoring: { threshold: 6 },
  triggers,
  reason: null,
  by: 'op-1',
  at: input.time,
});
const nothing: StreamState<Subject> = { state: subjects.initial, revision: NO_STREAM };
const judged = (verdict: Verdict, code: DecisionCode): Judgement => ({
  ...stopped('DENY', code, 'r', 'r'),
  verdict,
  policy: null,
  pin: null,
});
const denied = judged('DENY', 'POLICY_DENIED');
const asked = (state: QuarantineRules, further: readonly StreamState<unknown>[]): Asked<QuarantineRules> => ({
  asking,
  at: { state, revision: 0 },
  further,
});

/** Calls one after the other in one append, each as the ones before it leave things. */
function draft(state: QuarantineRules, from: readonly StreamState<unknown>[], judgements: readonly Judgement[]) {
  let further = [...from];
  const written: Record<string, string[]> = {};
  const codes: string[] = [];
  for (const [i, judgement] of judgements.entries()) {
    const own = guard.judge?.(asked(state, further), input, undefined);
    codes.push(own?.code ?? judgement.code);
    const effects = guard.effects?.({ decision: `d-${i}`, context, input, judgement: own ?? judgement }, asked(state, further));
    for (const { stream, events } of effects?.writes ?? [])
      written[stream] = [...(written[stream] ?? []), ...events.map(({ type }) => type)];
    further = further.map((each, at) => effects?.leavesFurther?.[at] ?? each);
  }
  return { codes, written, further };
}

describe('the guard quarantine', () => {
  it('costs a tenant without rules nothing, and has a say in calls and outcomes of all others', () => {
    const { standsOn } = guard;
    const none: QuarantineRules = { ...rules(), version: 0, scoring: null };
    expect(standsOn?.further?.(asking, { state: none, revision: NO_STREAM })).toStrictEqual([]);
    expect(draft(none, [], [denied, denied])).toStrictEqual({
      codes: ['POLICY_DENIED', 'POLICY_DENIED'],
      written: {},
      further: [],
    });
    const streams = (more: Partial<Asking>, state = rules()) =>
      standsOn?.further?.({ ...asking, ...more }, { state, revision: 0 }).map(({ stream }) => stream.slice(0, 22));
    const own = ['quarantine/session/s-1', 'quarantine/agent/a-1'];
    expect(streams({})).toStrictEqual(own);
    expectThat('rules that were taken back', streams({}, { ...rules(), scoring: null })).toStrictEqual(own);
    expect(streams({}, rules(trigger, { ...trigger, on: 'failures' }))).toHaveLength(3);
    expectThat('another tool', streams({}, rules({ ...trigger, tools: ['read'] }))).toStrictEqual(own);
  });

  it('refuses the third call of an append whose second one trips it', () => {
    const { codes, written, further } = draft(rules(), [nothing, nothing], [denied, denied, judged('ALLOW', 'ALLOWED')]);
    expect(codes).toStrictEqual(['POLICY_DENIED', 'POLICY_DENIED', 'QUARANTINED']);
    expect(written).toStrictEqual({ 'quarantine/session/s-1': ['QuarantineScored', 'QuarantineScored', 'IncidentOpened'] });
    const session = further[0] as StreamState<Subject>;
    expect(session.state.active?.id).toBe(nameBasedId('writ/incident\nd-1\nsession'));
    expect(session.revision).toBe(2);
  });

  it('contains the agent by a trigger, and does not count what it counted before a release', () => {
    const count: StreamState<FactState> = { state: nothingCounted, revision: NO_STREAM };
    const unscored = { ...rules(trigger), scoring: null };
    const first = draft(unscored, [nothing, nothing, count], [denied, denied, denied]);
    expect(first.codes).toStrictEqual(['POLICY_DENIED', 'POLICY_DENIED', 'QUARANTINED']);
    expect(first.written['quarantine/agent/a-1']).toStrictEqual(['IncidentOpened']);
    const [session, agent, counted] = first.further as [StreamState<Subject>, StreamState<Subject>, StreamState<FactState>];
    const released: IncidentEvent = {
      type: 'IncidentReleased',
      incident: agent.state.active?.id ?? '',
      reason: 'seen',
      by: { id: 'op-1', name: 'Ada' },
    };
    const again = { state: fold(subjects, [released], agent.state), revision: agent.revision + 1 };
    const then = draft(unscored, [session, again, counted], [denied, denied, denied]);
    expect(then.codes).toStrictEqual(['POLICY_DENIED', 'POLICY_DENIED', 'QUARANTINED']);
  });

  it('finds labels in whatever spelling outcomes give them, and everything in what may be anything', () => {
    const hits: Trigger = { ...trigger, on: 'label_hits', labels: ['pii'] };
    const [call] = placesOf([hits], input, false);
    const [outcome] = placesOf([hits], input, true);
    if (!call || !outcome) throw new Error('a trigger about labels counts calls and outcomes');
    const ran = { verdict: 'ALLOW', code: 'ALLOWED' } as const;
    const found = [undefined, [], ['card'], ['card', 'pii'], ['*']].map((labels) => countsCall(call, ran, labels));
    expect(found).toStrictEqual([false, false, false, true, true]);
    const told = (labels: string[], known: string[] = []) =>
      countsOutcome(outcome, ran, { status: 'succeeded', told: labels, known });
    expect([told(['card']), told([' PII ']), told(['pii'], ['pii'])]).toStrictEqual([false, true, false]);
  });

  it('scores as ruled', () => {
    const table: readonly [Verdict, DecisionCode, number][] = [
      ['DENY', 'POLICY_DENIED', 4],
      ['DENY', 'DLP_BLOCKED', 4],
      ['DENY', 'UNKNOWN_TOOL', 4],
      ['DENY', 'APPROVAL_DENIED', 4],
      ['DENY', 'KILL_SWITCH', 0],
      ['DENY', 'RATE_LIMITED', 0],
      ['DENY', 'BUDGET_EXCEEDED', 0],
      ['DENY', 'QUARANTINED', 0],
      ['DENY', 'POLICY_ERROR', 0],
      ['DENY', 'NO_ACTIVE_POLICY', 0],
      ['REQUIRE_APPROVAL', 'APPROVAL_REQUIRED', 2],
      ['ALLOW', 'ALLOWED', 0],
      ['MODIFY', 'MODIFIED', 0],
      ['DEFER', 'PAUSED', 0],
    ];
    for (const [verdict, code, points] of table) expectThat(code, pointsOf({ verdict, code })).toBe(points);
    for (const verdict of ['ALLOW', 'MODIFY'] as const) {
      expect(pointsOfOutcome({ verdict }, 'failed')).toBe(1);
      for (const status of ['succeeded', 'refused', 'unknown'] as const) expect(pointsOfOutcome({ verdict }, status)).toBe(0);
    }
    for (const verdict of ['DENY', 'REQUIRE_APPROVAL', 'DEFER'] as const) expect(pointsOfOutcome({ verdict }, 'failed')).toBe(0);
  });
});

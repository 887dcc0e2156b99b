import { it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { decisionsProjection } from './decisions.projection.js';

const TABLE = 'decisions_decisions';
const given = projectionSpec(decisionsProjection);
const data = {
  requestId: null,
  input: { tenant: 'acme', agent: { id: 'a-1', labels: {} }, session: { id: 's-1' }, tool: 'pay', arguments: { text: 'a\0b' } },
  verdict: 'ALLOW',
  code: 'ALLOWED',
  rule: 'r',
  reason: 'fine',
  risk: 'LOW',
  policy: { id: 'gate', revision: 2 },
};
const decided = (more: object = {}) =>
  recordedEvent({
    type: 'DecisionRecorded',
    id: '0198b1b0-0000-7000-8000-000000000001',
    stream: 'session/s-1',
    trace: 't',
    data: { ...data, ...more },
  });
const outcome = (decision: string) =>
  recordedEvent({
    type: 'OutcomeRecorded',
    stream: 'session/s-1',
    at: '2026-11-20T09:00:00.000000Z',
    data: { decision, status: 'failed', durationMs: 2.5, result: { value: 1 }, labels: ['x'], error: 'boom' },
  });
const rowOf = (event: ReturnType<typeof decided>) => ({
  id: event.id,
  session: 's-1',
  agent: 'a-1',
  tool: 'pay',
  verdict: 'ALLOW',
  code: 'ALLOWED',
  policy: 'gate',
  policy_revision: 2,
  at: event.at,
  position: event.position,
});

it('has one row per decided call, open until its outcome is known', () => {
  const event = decided();
  given()
    .when(event)
    .then(TABLE, [rowOf(event)]);
});

it('has no policy for a call that was stopped before one was asked', () => {
  const event = decided({ policy: null });
  given()
    .when(event)
    .then(TABLE, [{ ...rowOf(event), policy: null, policy_revision: null }]);
});

it('adds the outcome to its decision and to no other', () => {
  const event = decided();
  const known = outcome(event.id);
  const told = {
    outcome: 'failed',
    outcome_position: known.position,
  };
  given(event)
    .when(known)
    .then(TABLE, [{ ...rowOf(event), ...told }]);
  given(event)
    .when(outcome('0198b1b0-0000-7000-8000-000000000002'))
    .then(TABLE, [rowOf(event)]);
});

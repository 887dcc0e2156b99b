import { it } from '@jest/globals';
import type { JsonObject } from '#libs/event-sourcing';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { riskProjection } from './risk.projection.js';

const TABLE = 'risk_spans';
const given = projectionSpec(riskProjection);
const skip = { type: 'question', action: 'skip', confidence: 'high' };
const destructive = { ...skip, type: 'destructive_confirm' };
const decided = (
  risk: string,
  prompt: JsonObject | null = skip,
  riskNote: string | null = null,
  at = '2026-11-20T08:59:59.999999Z',
) =>
  recordedEvent({
    type: 'DecisionRecorded',
    schema: 3,
    at,
    data: { input: { agent: { id: 'a-1', labels: {} }, tool: 'pay', prompt }, risk, riskNote },
  });
const levels = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
const zeros = { ...levels, raised: 0, lowered: 0, lowered_destructive: 0, scored: 0, score: 0 };
const row = (per: string, span: string, more: object) => ({ ...zeros, per, span, agent: 'a-1', tool: 'pay', ...more });

it('counts each risk by hour and by day', () => {
  given(decided('LOW'), decided('LOW'))
    .when(decided('NONE', null, null, '2026-11-20T09:00:00.000000Z'), decided('LOW', skip, null, '2026-11-21T00:00:00.000000Z'))
    .then(TABLE, [
      row('hour', '2026-11-20T08', { low: 2 }),
      row('hour', '2026-11-20T09', { none: 1 }),
      row('hour', '2026-11-21T00', { low: 1 }),
      row('day', '2026-11-20', { low: 2, none: 1 }),
      row('day', '2026-11-21', { low: 1 }),
    ]);
});

it('says what the tags of sessions raised and lowered', () => {
  const counts = { high: 2, medium: 1, critical: 1, raised: 2, lowered: 1, lowered_destructive: 1 };
  given(decided('HIGH'), decided('HIGH', null))
    .when(decided('MEDIUM', destructive, 'safe_session lowered'), decided('CRITICAL', destructive))
    .then(TABLE, [row('hour', '2026-11-20T08', counts), row('day', '2026-11-20', counts)]);
});

it('adds up the points that calls got', () => {
  const scored = (score: number) =>
    recordedEvent({
      type: 'RiskScored',
      at: '2026-11-20T08:59:59.999999Z',
      data: { decision: 'd-1', agent: 'a-1', tool: 'pay', factors: 1, score, because: ['x'] },
    });
  const counts = { low: 2, scored: 2, score: 12 };
  given(decided('LOW'), scored(5))
    .when(decided('LOW'), scored(7))
    .then(TABLE, [row('hour', '2026-11-20T08', counts), row('day', '2026-11-20', counts)]);
});

import { it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { usageProjection } from './usage.projection.js';

const TABLE = 'usage_calls';
const given = projectionSpec(usageProjection);
const AT = '2026-10-31T23:59:59.999999Z';
const zeros = Object.fromEntries(Object.keys(usageProjection.tables[0]?.columns ?? {}).map((column) => [column, 0]));
const cost = { prices: 1, perThousandTokens: 0, minor: 3, thousandths: 999 };
const decided = (verdict: string, more: object = {}, at = AT) =>
  recordedEvent({
    type: 'DecisionRecorded',
    schema: 3,
    at,
    data: { input: { agent: { id: 'a-1', labels: {} }, tool: 'pay', context: { usage: { tokens: 10 } }, ...more }, verdict },
  });
const came = (data: object, at: string, schema = 2) =>
  recordedEvent({ type: 'OutcomeRecorded', schema, at, actor: { kind: 'agent', id: 'a-1' }, data: { decision: 'd', ...data } });
const row = (month: string, more: object) => ({ ...zeros, month, agent: 'a-1', tool: 'pay', ...more });

it('counts each verdict, and what only calls that may run use', () => {
  given(...['ALLOW', 'MODIFY', 'DENY', 'REQUIRE_APPROVAL', 'DEFER', 'DENY'].map((verdict) => decided(verdict)))
    .when(decided('ALLOW', { cost }), decided('DENY', { cost }))
    .then(TABLE, [
      row('2026-10', {
        calls: 8,
        allowed: 2,
        modified: 1,
        denied: 3,
        held: 1,
        deferred: 1,
        tokens: 30,
        unpriced: 2,
        cost_minor: 3,
        cost_thousandths: 999,
      }),
    ]);
});

it('has an outcome in the month in which it came, whenever its call was', () => {
  given(decided('ALLOW'))
    .when(came({ status: 'succeeded', tool: 'pay' }, '2026-11-01T00:00:00.000000Z'))
    .then(TABLE, [row('2026-10', { calls: 1, allowed: 1, tokens: 10, unpriced: 1 }), row('2026-11', { succeeded: 1 })]);
});

it('counts what was really used, in the month in which it was told', () => {
  const usage = { tokens: 4, tokensBeyond: -6, costBeyond: -1_001 };
  given(decided('ALLOW', { cost }))
    .when(
      came({ status: 'succeeded', tool: 'pay', usage }, '2026-11-01T00:00:00.000000Z', 3),
      came({ status: 'failed', tool: 'pay', usage: { tokens: 9, tokensBeyond: 9, costBeyond: 90 } }, AT, 3),
      came({ status: 'failed', tool: 'pay', usage: null }, AT, 3),
    )
    .then(TABLE, [
      row('2026-10', { calls: 1, allowed: 1, failed: 2, tokens: 19, cost_minor: 3, cost_thousandths: 999 + 90 }),
      row('2026-11', { succeeded: 1, tokens: -6, cost_minor: -2, cost_thousandths: 999 }),
    ]);
});

it('counts an outcome from before tools were recorded for no tool', () => {
  given()
    .when(came({ status: 'failed' }, AT, 1))
    .then(TABLE, [{ ...row('2026-10', { failed: 1 }), tool: '' }]);
});

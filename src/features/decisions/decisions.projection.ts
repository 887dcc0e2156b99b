import { fromRecorded, type Projection, type RecordedEvent, type RowChange } from '#libs/event-sourcing';
import { decisionEvents } from './events.js';

const TABLE = 'decisions_decisions';

/** One row per decided call, with its outcome once that is known. */
export const decisionsProjection: Projection = {
  name: 'decisions',
  version: 1,
  tables: [
    {
      name: TABLE,
      key: ['id'],
      columns: {
        id: 'text',
        session: 'text',
        agent: 'text',
        tool: 'text',
        verdict: 'text',
        code: 'text',
        rule: 'text',
        reason: 'text',
        risk: 'text',
        policy: 'text',
        policy_revision: 'integer',
        data: 'json',
        at: 'timestamp',
        position: 'bigint',
        digest: 'text',
        chain: 'text',
        trace: 'text',
        correlation: 'text',
        outcome: 'text',
        outcome_at: 'timestamp',
        outcome_position: 'bigint',
        duration_ms: 'double',
        outcome_data: 'json',
      },
    },
  ],
  when: { DecisionRecorded: recorded, OutcomeRecorded: outcome },
};

function recorded(event: RecordedEvent): RowChange[] {
  const known = fromRecorded(decisionEvents, event);
  if (known?.type !== 'DecisionRecorded') return [];
  const { input, verdict, code, rule, reason, risk, policy } = known;
  const row = {
    id: event.id,
    session: input.session.id,
    agent: input.agent.id,
    tool: input.tool,
    verdict,
    code,
    rule,
    reason,
    risk,
    policy: policy?.id ?? null,
    policy_revision: policy?.revision ?? null,
    data: event.data,
    at: event.at,
    position: event.position,
    digest: event.digest,
    chain: event.chain,
    trace: event.trace,
    correlation: event.correlation,
    outcome: null,
    outcome_at: null,
    outcome_position: null,
    duration_ms: null,
    outcome_data: null,
  };
  return [{ op: 'put', table: TABLE, row }];
}

function outcome(event: RecordedEvent): RowChange[] {
  const known = fromRecorded(decisionEvents, event);
  if (known?.type !== 'OutcomeRecorded') return [];
  const { decision, status, durationMs, result, labels, error } = known;
  const set = {
    outcome: status,
    outcome_at: event.at,
    outcome_position: event.position,
    duration_ms: durationMs,
    outcome_data: { result, labels, error },
  };
  return [{ op: 'patch', table: TABLE, key: { id: decision }, set }];
}

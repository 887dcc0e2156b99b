import { fromRecorded, type Projection, type RecordedEvent, type RowChange } from '#libs/event-sourcing';
import { decisionEvents } from '../events.js';

const TABLE = 'decisions_decisions';

/**
 * One row per decided call: what lists are filtered and sorted by, and where in the ledger the decision and its outcome are.
 * Everything else is read from the ledger, so that a million decisions are not stored twice.
 */
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
        policy: 'text',
        at: 'timestamp',
        position: 'bigint',
        outcome: 'text',
        outcome_position: 'bigint',
      },
    },
  ],
  when: { DecisionRecorded: recorded, OutcomeRecorded: outcome },
};

function recorded(event: RecordedEvent): RowChange[] {
  const known = fromRecorded(decisionEvents, event);
  if (known?.type !== 'DecisionRecorded') return [];
  const { input, verdict, code, policy } = known;
  const { id, at, position } = event;
  const about = { session: input.session.id, agent: input.agent.id, tool: input.tool, verdict, code, policy: policy?.id ?? null };
  return [{ op: 'put', table: TABLE, row: { id, ...about, at, position, outcome: null, outcome_position: null } }];
}

function outcome(event: RecordedEvent): RowChange[] {
  const known = fromRecorded(decisionEvents, event);
  if (known?.type !== 'OutcomeRecorded') return [];
  const set = { outcome: known.status, outcome_position: event.position };
  return [{ op: 'patch', table: TABLE, key: { id: known.decision }, set }];
}

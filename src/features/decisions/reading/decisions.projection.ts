import { projection, type ReadTable } from '#libs/event-sourcing';
import { decisionEvents } from '../events.js';

const TABLE = 'decisions_decisions';

export const decisionsTables = [
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
      policy: 'text?',
      policy_revision: 'integer?',
      at: 'timestamp',
      position: 'bigint',
      outcome: 'text?',
      outcome_position: 'bigint?',
    },
  },
] as const satisfies readonly ReadTable[];

/**
 * One row per decided call: what lists are filtered and sorted by, and where in the ledger the decision and its outcome are.
 * Everything else is read from the ledger, so that a million decisions are not stored twice.
 */
export const decisionsProjection = projection(decisionEvents, {
  name: 'decisions',
  version: 2,
  tables: decisionsTables,
  when: {
    DecisionRecorded: ({ input, verdict, code, policy }, { id, at, position }) => {
      const about = {
        session: input.session.id,
        agent: input.agent.id,
        tool: input.tool,
        verdict,
        code,
        policy: policy?.id ?? null,
        policy_revision: policy?.revision ?? null,
      };
      return [
        { op: 'put', table: TABLE, row: { id, ...about, at, position, outcome: null, outcome_position: null }, isNew: true },
      ];
    },
    OutcomeRecorded: ({ decision, status }, { position }) => [
      { op: 'patch', table: TABLE, key: { id: decision }, set: { outcome: status, outcome_position: position } },
    ],
  },
});

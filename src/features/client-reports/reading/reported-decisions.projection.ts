import { projection, type ReadTable } from '#libs/event-sourcing';
import { readInstant } from '#libs/operations';
import { fabricEvents } from '../events.js';

const TABLE = 'fabric_reported_decisions';
const LAST = '9999-12-31T23:59:59.999999Z';

export const reportedDecisionsTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      client: 'text',
      path: 'text?',
      role: 'text?',
      resource: 'text?',
      action: 'text?',
      environment: 'text?',
      decided_at: 'timestamp',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

/** One row per reported decision: what lists are filtered by, and where in the ledger the rest is. */
export const reportedDecisionsProjection = projection(fabricEvents, {
  name: 'reported-decisions',
  version: 1,
  tables: reportedDecisionsTables,
  when: {
    DecisionReported: (known, event) => {
      const { client, path, timestamp, attributes } = known;
      const row = { id: event.id, client, path, ...attributes, decided_at: storable(timestamp), position: event.position };
      return [{ op: 'put', table: TABLE, row }];
    },
  },
});

/** Records from before times were held to what a list can show have some that no database takes: they stand at its end. */
function storable(timestamp: string): string {
  const read = readInstant(timestamp);
  return 'utc' in read ? read.utc : LAST;
}

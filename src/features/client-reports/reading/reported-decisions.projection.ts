import type { z } from 'zod';
import { ToolName } from '#features/decisions/contract';
import { SessionId } from '#features/sessions/contract';
import { projection, type Json, type ReadTable, type RowChange } from '#libs/event-sourcing';
import { readInstant } from '#libs/operations';
import { fabricEvents } from '../events.js';

const TABLE = 'fabric_reported_decisions';
const TARGETS = 'fabric_reported_targets';
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

export const reportedTargetsTables = [
  { name: TARGETS, key: ['kind', 'name'], columns: { kind: 'text', name: 'text', position: 'bigint' } },
] as const satisfies readonly ReadTable[];

/**
 * One row per reported decision: what lists are filtered by, and where in the ledger the rest is. And one for each tool and session
 * that any of them names, with the last one that does.
 */
export const reportedDecisionsProjection = projection(fabricEvents, {
  name: 'reported-decisions',
  version: 2,
  tables: [...reportedDecisionsTables, ...reportedTargetsTables],
  when: {
    DecisionReported: (known, event) => {
      const { client, path, timestamp, attributes } = known;
      const row = { id: event.id, client, path, ...attributes, decided_at: storable(timestamp), position: event.position };
      return [{ op: 'put', table: TABLE, row }, ...named(known.input, event.position)];
    },
  },
});

/** Of an input of Writ's own shape. It is what a client says: what no control could name is left out. */
function named(input: Json, position: number): RowChange[] {
  const kinds = [
    ['tool', ToolName, member(input, 'tool')],
    ['session', SessionId, member(member(input, 'session'), 'id')],
  ] as const satisfies readonly (readonly [string, z.ZodType<string>, unknown])[];
  return kinds.flatMap(([kind, schema, value]): RowChange[] => {
    const name = schema.safeParse(value).data;
    return name === undefined ? [] : [{ op: 'put', table: TARGETS, row: { kind, name, position } }];
  });
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** Records from before times were held to what a list can show have some that no database takes: they stand at its end. */
function storable(timestamp: string): string {
  const read = readInstant(timestamp);
  return 'utc' in read ? read.utc : LAST;
}

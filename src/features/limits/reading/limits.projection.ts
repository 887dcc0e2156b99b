import { projection, type ReadTable } from '#libs/event-sourcing';
import { limitEvents, limitWarningEvents } from '../events.js';

const TABLE = 'limits_limits';

export const limitsTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      name: 'text',
      subject: 'text',
      target: 'text?',
      tool: 'text?',
      policy: 'text?',
      measure: 'text',
      most: 'bigint',
      window_seconds: 'integer?',
      period: 'text?',
      zone: 'text',
      action: 'text',
      set_at: 'timestamp',
      warnings: 'integer',
      holds: 'boolean',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

/** One row per limit, with how often it warned. */
export const limitsProjection = projection(
  { ...limitEvents, ...limitWarningEvents },
  {
    name: 'limits',
    version: 2,
    tables: limitsTables,
    when: {
      LimitSet: ({ type: _, limit: id, windowSeconds: window_seconds, ...set }, { at, position }) => [
        { op: 'put', table: TABLE, row: { id, window_seconds, ...set, set_at: at, warnings: 0, holds: true, position } },
      ],
      LimitEnded: ({ limit: id }) => [{ op: 'patch', table: TABLE, key: { id }, set: { holds: false } }],
      LimitWarned: ({ limit: id }) => [{ op: 'patch', table: TABLE, key: { id }, add: { warnings: 1 } }],
    },
  },
);

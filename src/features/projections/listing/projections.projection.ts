import { projection, type ReadTable } from '#libs/event-sourcing';
import { projectionEvents } from '../events.js';
import { OWN_PROJECTION } from '../projection-words.js';

const PAUSES = 'projections_pauses';
const RUNS = 'projections_runs';

export const projectionsTables = [
  {
    name: PAUSES,
    key: ['projection'],
    columns: { projection: 'text', reason: 'text', paused_by: 'text', paused_at: 'timestamp' },
  },
  {
    name: RUNS,
    key: ['id'],
    columns: {
      id: 'text',
      projection: 'text',
      kind: 'text',
      state: 'text',
      requested_by: 'text',
      requested_at: 'timestamp',
      ended_at: 'timestamp?',
      outcome: 'json?',
      detail: 'text?',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const ended = (id: string, ended_at: string, set: { state: string; outcome?: object; detail?: string }) => [
  { op: 'patch' as const, table: RUNS, key: { id }, set: { ended_at, ...set } },
];

/** What is paused, and one row for each verification or rebuild. */
export const projectionsProjection = projection(projectionEvents, {
  name: OWN_PROJECTION,
  version: 1,
  tables: projectionsTables,
  when: {
    ProjectionPaused: ({ projection: of, reason, by }, { at }) => [
      { op: 'put', table: PAUSES, row: { projection: of, reason, paused_by: by, paused_at: at } },
    ],
    ProjectionResumed: ({ projection: of }) => [{ op: 'remove', table: PAUSES, key: { projection: of } }],
    ProjectionRunRequested: ({ projection: of, run, kind, by }, { at, position }) => [
      {
        op: 'put',
        table: RUNS,
        row: {
          id: run,
          projection: of,
          kind,
          state: 'running',
          requested_by: by,
          requested_at: at,
          ended_at: null,
          outcome: null,
          detail: null,
          position,
        },
      },
    ],
    ProjectionRunCancelled: ({ run }, { at }) => ended(run, at, { state: 'cancelled' }),
    ProjectionVerified: ({ run, compared }, { at }) =>
      ended(run, at, { state: 'completed', outcome: { ...compared, written: null } }),
    ProjectionRebuilt: ({ run, compared, written }, { at }) =>
      ended(run, at, { state: 'completed', outcome: { ...compared, written } }),
    ProjectionRunFailed: ({ run, detail }, { at }) => ended(run, at, { state: 'failed', detail }),
  },
});

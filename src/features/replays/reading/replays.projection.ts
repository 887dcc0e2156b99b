import { projection, type ReadTable } from '#libs/event-sourcing';
import { replayEvents } from '../events.js';

const TABLE = 'replays_replays';

export const replaysTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      state: 'text',
      name: 'text?',
      plan: 'json',
      requested_by: 'text',
      requested_at: 'timestamp',
      report: 'text?',
      ended_at: 'timestamp?',
      detail: 'text?',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const set = (id: string, to: object) => [{ op: 'patch' as const, table: TABLE, key: { id }, set: { ...to } }];
const goesOn = ({ replay }: { readonly replay: string }) => set(replay, { state: 'running', detail: null, ended_at: null });

/** One row per replay. */
export const replaysProjection = projection(replayEvents, {
  name: 'replays',
  version: 1,
  tables: replaysTables,
  when: {
    ReplayRequested: ({ replay: id, name, plan, by }, { at, position }) => [
      {
        op: 'put',
        table: TABLE,
        row: {
          id,
          state: 'running',
          name,
          plan,
          requested_by: by,
          requested_at: at,
          report: null,
          ended_at: null,
          detail: null,
          position,
        },
      },
    ],
    ReplayPaused: ({ replay }) => set(replay, { state: 'paused' }),
    ReplayResumed: goesOn,
    ReplayRetried: goesOn,
    ReplayCancelled: ({ replay }, { at }) => set(replay, { state: 'cancelled', ended_at: at }),
    ReplayFailed: ({ replay, detail }, { at }) => set(replay, { state: 'failed', detail, ended_at: at }),
    ReplayCompleted: ({ replay, report }, { at }) => set(replay, { state: 'completed', report: report.digest, ended_at: at }),
  },
});

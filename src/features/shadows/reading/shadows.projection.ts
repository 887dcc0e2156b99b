import { projection, type ReadTable } from '#libs/event-sourcing';
import { shadowEvents } from '../events.js';

const TABLE = 'shadows_shadows';

export const shadowsTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      state: 'text',
      name: 'text?',
      plan: 'json',
      started_by: 'text',
      started_at: 'timestamp',
      ends_at: 'timestamp',
      ended_at: 'timestamp?',
      why: 'text?',
      detail: 'text?',
      digest: 'text?',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const set = (id: string, to: object) => [{ op: 'patch' as const, table: TABLE, key: { id }, set: { ...to } }];

/** One row per shadow; what it found is kept with the position up to which it was looked for. */
export const shadowsProjection = projection(shadowEvents, {
  name: 'shadows',
  version: 1,
  tables: shadowsTables,
  when: {
    ShadowStarted: ({ shadow: id, name, plan, by }, { at, position }) => [
      {
        op: 'put',
        table: TABLE,
        row: {
          id,
          state: 'running',
          name,
          plan,
          started_by: by,
          started_at: at,
          ends_at: plan.ends.at,
          ended_at: null,
          why: null,
          detail: null,
          digest: null,
          position,
        },
      },
    ],
    ShadowEndRequested: ({ shadow }) => set(shadow, { state: 'ending' }),
    ShadowEnded: ({ shadow, why, detail, digest }, { at }) => set(shadow, { state: 'ended', ended_at: at, why, detail, digest }),
  },
});

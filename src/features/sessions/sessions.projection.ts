import { fromRecorded, type Projection } from '#libs/event-sourcing';
import { sessionEvents } from './events.js';

const TABLE = 'sessions_sessions';

/** Sessions with how many calls were decided in them. */
export const sessionsProjection: Projection = {
  name: 'sessions',
  version: 1,
  tables: [
    {
      name: TABLE,
      key: ['id'],
      columns: {
        id: 'text',
        agent: 'text',
        tags: 'json',
        parent: 'text',
        opened_at: 'timestamp',
        closed_at: 'timestamp',
        last_at: 'timestamp',
        decisions: 'integer',
        allowed: 'integer',
        position: 'bigint',
      },
    },
  ],
  when: {
    SessionOpened: (event) => {
      const known = fromRecorded(sessionEvents, event);
      if (known?.type !== 'SessionOpened') return [];
      const { session: id, agent, tags, parent } = known;
      const row = {
        id,
        agent,
        tags,
        parent,
        opened_at: event.at,
        closed_at: null,
        last_at: event.at,
        decisions: 0,
        allowed: 0,
        position: event.position,
      };
      return [{ op: 'put', table: TABLE, row }];
    },
    SessionClosed: (event) => [{ op: 'patch', table: TABLE, key: { id: idOf(event.stream) }, set: { closed_at: event.at } }],
    DecisionRecorded: (event) => {
      const allowed = event.data.verdict === 'ALLOW' || event.data.verdict === 'MODIFY' ? 1 : 0;
      return [
        {
          op: 'patch',
          table: TABLE,
          key: { id: idOf(event.stream) },
          set: { last_at: event.at },
          add: { decisions: 1, allowed },
        },
      ];
    },
  },
};

function idOf(stream: string): string {
  return stream.slice('session/'.length);
}

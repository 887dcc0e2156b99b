import { projection, type Projection, type RecordedEvent, type RowChange, type ReadTable } from '#libs/event-sourcing';
import { sessionEvents } from './events.js';

const TABLE = 'sessions_sessions';

export const sessionsTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      agent: 'text',
      tags: 'json',
      parent: 'text?',
      opened_at: 'timestamp',
      closed_at: 'timestamp?',
      last_at: 'timestamp',
      decisions: 'integer',
      allowed: 'integer',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const ownEvents = projection(sessionEvents, {
  name: 'sessions',
  version: 1,
  tables: sessionsTables,
  when: {
    SessionOpened: ({ session: id, agent, tags, parent }, event) => {
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
    SessionClosed: ({ session: id }, event) => [{ op: 'patch', table: TABLE, key: { id }, set: { closed_at: event.at } }],
  },
});

/** Sessions with how many calls were decided in them. */
export const sessionsProjection: Projection = {
  ...ownEvents,
  when: { ...ownEvents.when, DecisionRecorded: decided },
};

/** Decisions are another feature's; their verdict has been where it is in every shape they were recorded in. */
function decided({ stream, at, data }: RecordedEvent): RowChange[] {
  const allowed = data['verdict'] === 'ALLOW' || data['verdict'] === 'MODIFY' ? 1 : 0;
  return [{ op: 'patch', table: TABLE, key: { id: idOf(stream) }, set: { last_at: at }, add: { decisions: 1, allowed } }];
}

function idOf(stream: string): string {
  return stream.slice('session/'.length);
}

import { projection, type ReadTable } from '#libs/event-sourcing';
import { incidentEvents } from '../events.js';

const TABLE = 'incidents_incidents';

export const incidentsTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      /** 1 for an open one, else 0: lists are sorted by it. */
      open: 'integer',
      subject: 'text',
      subject_id: 'text',
      agent: 'text',
      session: 'text',
      decision: 'text',
      cause: 'json',
      assigned_to: 'text?',
      opened_at: 'timestamp',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const set = (id: string, to: object) => [{ op: 'patch' as const, table: TABLE, key: { id }, set: { ...to } }];

/** One row per incident: what lists show. Everything else is in its stream. */
export const incidentsProjection = projection(incidentEvents, {
  name: 'incidents',
  version: 1,
  tables: incidentsTables,
  when: {
    IncidentOpened: ({ incident: id, subject, subjectId, agent, session, decision, cause, at }, { position }) => [
      {
        op: 'put',
        table: TABLE,
        row: {
          id,
          open: 1,
          subject,
          subject_id: subjectId,
          agent,
          session,
          decision,
          cause,
          assigned_to: null,
          opened_at: at,
          position,
        },
      },
    ],
    IncidentAssigned: ({ incident, to }) => set(incident, { assigned_to: to }),
    IncidentReleased: ({ incident }) => set(incident, { open: 0 }),
    IncidentReopened: ({ incident }) => set(incident, { open: 1 }),
  },
});

import { refusals } from '#libs/event-sourcing';

export const incidentRefusals = refusals({
  INCIDENT_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such incident in your tenant.',
    fix: 'Check the id; `GET /v1/incidents` lists them.',
  },
  INCIDENT_ALREADY_RELEASED: {
    kind: 'conflict',
    says: 'The incident was released before.',
    fix: 'Nothing has to be done; reopen it if its session or agent has to be stopped again.',
  },
  INCIDENT_ALREADY_OPEN: {
    kind: 'conflict',
    says: 'The incident is open: its session or agent is contained.',
    fix: 'Nothing has to be done.',
  },
  SUBJECT_HAS_OPEN_INCIDENT: {
    kind: 'conflict',
    says: 'Another incident of the same session or agent is open; there is one at a time.',
    fix: 'Go on with the one that is open; `GET /v1/incidents?state=open` lists it.',
  },
  INCIDENT_TOO_OLD: {
    kind: 'conflict',
    says: 'The session or agent has had more than 50 incidents since; this one is history.',
    fix: 'Comment on a newer one. To stop a session or an agent, engage a kill.',
  },
  TOO_MANY_INCIDENT_NOTES: {
    kind: 'conflict',
    says: 'One incident takes at most 200 comments, assignments and reopenings together.',
    fix: 'Talk about it elsewhere, and say where when you release it. To stop a session or an agent, engage a kill.',
  },
});
export type IncidentRefusalCode = keyof typeof incidentRefusals;

import { z } from 'zod';
import { command, operators, PastQuery, query } from '#libs/operations';
import { IncidentChanged, IncidentDetail, IncidentFilter, IncidentPage, QuarantineChanged, QuarantineView } from './answers.js';
import {
  AssignIncidentRequest,
  CommentOnIncidentRequest,
  IncidentId,
  ReleaseIncidentRequest,
  ReopenIncidentRequest,
  SetQuarantineRequest,
} from './commands.js';

const tag = 'incidents';
const path = z.object({ incident: IncidentId });

export const GetQuarantine = query({
  name: 'quarantine',
  id: 'incidents.rules',
  tag,
  says: 'When sessions and agents are contained, as the next decision will see it',
  access: operators('viewer'),
  rest: 'GET /v1/quarantine',
  query: PastQuery,
  answer: QuarantineView,
  graphql: { type: 'Quarantine' },
});

export const SetQuarantine = command({
  name: 'setQuarantine',
  id: 'incidents.setRules',
  tag,
  says: 'Say when sessions and agents are contained, in effect with the next decision, in place of what was said before',
  access: operators('incident_admin', 'admin'),
  rest: 'POST /v1/quarantine',
  body: SetQuarantineRequest,
  answer: QuarantineChanged,
  graphql: { type: 'QuarantineChanged', input: 'SetQuarantineInput' },
});

export const ListIncidents = query({
  name: 'incidents',
  id: 'incidents.list',
  tag,
  says: 'List incidents, the open ones first, newest first',
  access: operators('viewer'),
  rest: 'GET /v1/incidents',
  query: IncidentFilter,
  answer: IncidentPage,
  readsFrom: 'incidents',
  graphql: { connection: 'Incident', filter: 'IncidentFilter', says: 'The open ones first, newest first.' },
});

export const GetIncident = query({
  name: 'incident',
  id: 'incidents.get',
  tag,
  says: 'One incident with the calls that led to it and everything that happened since',
  access: operators('viewer'),
  rest: 'GET /v1/incidents/:id',
  path,
  query: PastQuery,
  answer: IncidentDetail,
  graphql: { type: 'IncidentDetail', nullable: true },
});

export const AssignIncident = command({
  name: 'assignIncident',
  id: 'incidents.assign',
  tag,
  says: 'Say who looks after an open incident',
  access: operators('operator', 'incident_admin'),
  rest: 'POST /v1/incidents/:id/assign',
  path,
  body: AssignIncidentRequest,
  answer: IncidentChanged,
  graphql: { type: 'IncidentChanged' },
});

export const CommentOnIncident = command({
  name: 'commentOnIncident',
  id: 'incidents.comment',
  tag,
  says: 'Say something about an incident',
  access: operators('operator', 'incident_admin'),
  rest: 'POST /v1/incidents/:id/comment',
  path,
  body: CommentOnIncidentRequest,
  answer: IncidentChanged,
  graphql: { type: 'IncidentChanged' },
});

export const ReleaseIncident = command({
  name: 'releaseIncident',
  id: 'incidents.release',
  tag,
  says: 'Let the session or agent go on, with a score of nothing, in effect with the next decision',
  access: operators('incident_admin'),
  rest: 'POST /v1/incidents/:id/release',
  path,
  body: ReleaseIncidentRequest,
  answer: IncidentChanged,
  graphql: { type: 'IncidentChanged' },
});

export const ReopenIncident = command({
  name: 'reopenIncident',
  id: 'incidents.reopen',
  tag,
  says: 'Contain the session or agent of a released incident again, in effect with the next decision',
  access: operators('incident_admin'),
  rest: 'POST /v1/incidents/:id/reopen',
  path,
  body: ReopenIncidentRequest,
  answer: IncidentChanged,
  graphql: { type: 'IncidentChanged' },
});

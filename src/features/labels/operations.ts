import { z } from 'zod';
import { agentsAndOperators, command, operators, PastQuery, query } from '#libs/operations';
import { Declassified, PersonalData, SessionLabels, SinkRuleChanged, SinkRuleList } from './answers.js';
import {
  DeclassifyRequest,
  EndSinkRuleRequest,
  SessionId,
  SetPersonalDataRequest,
  SetSinkRuleRequest,
  SinkRuleId,
} from './commands.js';

const tag = 'labels';

export const GetSessionLabels = query({
  name: 'sessionLabels',
  id: 'labels.ofSession',
  tag,
  says: 'What labels a session has, and where it has them from, as the next decision will see it',
  access: agentsAndOperators,
  rest: 'GET /v1/sessions/:id/labels',
  path: z.object({ session: SessionId }),
  query: PastQuery,
  answer: SessionLabels,
  graphql: { type: 'SessionLabels' },
});

export const Declassify = command({
  name: 'declassifySession',
  id: 'labels.declassify',
  tag,
  says: 'Take labels from a session, for a reason, in effect with the next decision',
  access: operators('policy_admin', 'admin'),
  rest: 'POST /v1/sessions/:id/declassify',
  path: z.object({ session: SessionId }),
  body: DeclassifyRequest,
  answer: Declassified,
  graphql: { type: 'Declassified' },
});

export const ListSinkRules = query({
  name: 'sinkRules',
  id: 'labels.sinkRules',
  tag,
  says: 'List what happens to labelled data at which tools, as the next decision will see it',
  access: operators('viewer'),
  rest: 'GET /v1/sink-rules',
  query: PastQuery,
  answer: SinkRuleList,
  graphql: { items: 'SinkRule' },
});

export const SetSinkRule = command({
  name: 'setSinkRule',
  id: 'labels.setSinkRule',
  tag,
  says: 'Say what happens to data of these labels at these tools, in effect with the next decision',
  access: operators('policy_admin', 'admin'),
  rest: 'POST /v1/sink-rules',
  status: 201,
  body: SetSinkRuleRequest,
  answer: SinkRuleChanged,
  graphql: { type: 'SinkRuleChanged', input: 'SetSinkRuleInput' },
});

export const EndSinkRule = command({
  name: 'endSinkRule',
  id: 'labels.endSinkRule',
  tag,
  says: 'End a rule, in effect with the next decision',
  access: operators('policy_admin', 'admin'),
  rest: 'POST /v1/sink-rules/:id/end',
  path: z.object({ rule: SinkRuleId }),
  body: EndSinkRuleRequest,
  answer: SinkRuleChanged,
  graphql: { type: 'SinkRuleChanged' },
});

export const GetPersonalData = query({
  name: 'personalData',
  id: 'labels.personalData',
  tag,
  says: 'How personal data and secrets in results of calls are recorded',
  access: operators('viewer'),
  rest: 'GET /v1/personal-data',
  query: PastQuery,
  answer: PersonalData,
  graphql: { type: 'PersonalData' },
});

export const SetPersonalData = command({
  name: 'setPersonalData',
  id: 'labels.setPersonalData',
  tag,
  says: 'Say how personal data and secrets in results of calls are recorded, from the next outcome on',
  access: operators('admin'),
  rest: 'POST /v1/personal-data',
  body: SetPersonalDataRequest,
  answer: PersonalData,
  graphql: { type: 'PersonalData' },
});

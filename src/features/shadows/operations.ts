import { z } from 'zod';
import { command, operators, query } from '#libs/operations';
import {
  ShadowChanged,
  ShadowDetail,
  ShadowDifferencePage,
  ShadowDifferencesFilter,
  ShadowListFilter,
  ShadowPage,
} from './answers.js';
import { ShadowId, StartShadowRequest } from './commands.js';

const tag = 'shadows';
const path = z.object({ shadow: ShadowId });
const access = operators('shadow_admin', 'replay_admin', 'policy_admin');
const readers = operators('viewer', 'replay_admin');

export const StartShadow = command({
  name: 'startShadow',
  id: 'shadows.start',
  tag,
  says: 'Compare a policy that decides nothing with every decision from now on, until it ends',
  access,
  rest: 'POST /v1/shadows',
  status: 201,
  body: StartShadowRequest,
  answer: ShadowChanged,
  graphql: { type: 'ShadowChanged', input: 'StartShadowInput' },
});

export const ListShadows = query({
  name: 'shadows',
  id: 'shadows.list',
  tag,
  says: 'List shadows, newest first',
  access: readers,
  rest: 'GET /v1/shadows',
  query: ShadowListFilter,
  answer: ShadowPage,
  readsFrom: 'shadows',
  graphql: { connection: 'Shadow', filter: 'ShadowListFilter', says: 'Newest first.' },
});

export const GetShadow = query({
  name: 'shadow',
  id: 'shadows.get',
  tag,
  says: 'One shadow and what it found so far',
  access: readers,
  rest: 'GET /v1/shadows/:id',
  path,
  answer: ShadowDetail,
  graphql: { type: 'ShadowDetail', nullable: true },
});

export const EndShadow = command({
  name: 'endShadow',
  id: 'shadows.end',
  tag,
  says: 'End a shadow; what was decided until now is still compared',
  access,
  rest: 'POST /v1/shadows/:id/end',
  path,
  answer: ShadowChanged,
  graphql: { type: 'ShadowChanged' },
});

export const ListShadowDifferences = query({
  name: 'shadowDifferences',
  id: 'shadows.differences',
  tag,
  says: 'What a shadow found different, the worst first',
  access: readers,
  rest: 'GET /v1/shadows/:id/differences',
  path,
  query: ShadowDifferencesFilter,
  answer: ShadowDifferencePage,
  graphql: { connection: 'ShadowDifference', filter: 'ShadowDifferencesFilter', says: 'The worst first.' },
});

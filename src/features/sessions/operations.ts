import { z } from 'zod';
import { agents, agentsAndOperators, command, operators, PastPageQuery, PastQuery, query } from '#libs/operations';
import { SessionAnswer, SessionPage, SessionView } from './answers.js';
import { OpenSessionRequest, SessionId } from './commands.js';
import { sessionStream } from './contract.js';

const tag = 'sessions';

export const OpenSession = command({
  name: 'openSession',
  id: 'sessions.open',
  tag,
  says: 'Open a session',
  access: agents,
  rest: 'POST /v1/sessions',
  status: 201,
  body: OpenSessionRequest,
  answer: SessionAnswer,
});

export const CloseSession = command({
  name: 'closeSession',
  id: 'sessions.close',
  tag,
  says: 'Close a session for good',
  access: agents,
  rest: 'POST /v1/sessions/:id/close',
  path: z.object({ id: SessionId }),
  answer: SessionAnswer,
});

export const ListSessions = query({
  name: 'sessions',
  id: 'sessions.list',
  tag,
  says: 'List sessions, newest first',
  access: operators('viewer'),
  rest: 'GET /v1/sessions',
  query: PastPageQuery,
  answer: SessionPage,
  readsFrom: 'sessions',
  graphql: { connection: 'Session', says: 'Newest first.' },
});

export const GetSession = query({
  name: 'session',
  id: 'sessions.get',
  tag,
  says: 'One session',
  access: agentsAndOperators,
  rest: 'GET /v1/sessions/:id',
  path: z.object({ id: SessionId }),
  query: PastQuery,
  answer: SessionView,
  readsFrom: 'sessions',
  followsFrom: ({ id }: { readonly id: string }) => sessionStream(id),
  graphql: { type: 'Session', nullable: true },
});

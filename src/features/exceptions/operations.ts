import { z } from 'zod';
import { command, operators, query } from '#libs/operations';
import { ExceptionChanged, ExceptionFilter, ExceptionPage } from './answers.js';
import { ExceptionId, RequestExceptionRequest, RevokeExceptionRequest } from './commands.js';

const tag = 'exceptions';
const path = z.object({ exception: ExceptionId });

export const ListExceptions = query({
  name: 'exceptions',
  id: 'exceptions.list',
  tag,
  says: 'List exceptions with what each has let pass, newest first',
  access: operators('viewer'),
  rest: 'GET /v1/exceptions',
  query: ExceptionFilter,
  answer: ExceptionPage,
  readsFrom: 'exceptions',
  graphql: { connection: 'PolicyException', filter: 'ExceptionFilter', says: 'Newest first.' },
});

export const RequestException = command({
  name: 'requestException',
  id: 'exceptions.request',
  tag,
  says: 'Ask for calls to pass for a while that the policy holds or denies',
  access: operators('operator', 'approval_admin'),
  rest: 'POST /v1/exceptions',
  status: 201,
  body: RequestExceptionRequest,
  answer: ExceptionChanged,
  graphql: { type: 'ExceptionChanged', input: 'RequestExceptionInput' },
});

export const ApproveException = command({
  name: 'approveException',
  id: 'exceptions.approve',
  tag,
  says: 'Agree to an exception that somebody else asked for; it holds from then on',
  access: operators('approval_admin'),
  rest: 'POST /v1/exceptions/:id/approve',
  path,
  answer: ExceptionChanged,
  graphql: { type: 'ExceptionChanged' },
});

export const RevokeException = command({
  name: 'revokeException',
  id: 'exceptions.revoke',
  tag,
  says: 'End an exception, in effect with the next decision',
  access: operators('operator', 'approval_admin'),
  rest: 'POST /v1/exceptions/:id/revoke',
  path,
  body: RevokeExceptionRequest,
  answer: ExceptionChanged,
  graphql: { type: 'ExceptionChanged' },
});

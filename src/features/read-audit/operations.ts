import { command, operatorsAnywhere, query } from '#libs/operations';
import { ReadAuditAnswer, ReadAuditView } from './answers.js';
import { SetReadAuditRequest } from './commands.js';

const tag = 'operators';

export const GetReadAudit = query({
  name: 'readAudit',
  id: 'readAudit.get',
  tag,
  says: 'Whether the record says what operators look at',
  access: operatorsAnywhere('viewer'),
  rest: 'GET /v1/read-audit',
  answer: ReadAuditView,
  graphql: { type: 'ReadAudit' },
});

export const SetReadAudit = command({
  name: 'setReadAudit',
  id: 'readAudit.set',
  tag,
  says: 'Record what operators look at from now on, or no longer',
  access: operatorsAnywhere('owner'),
  rest: 'POST /v1/read-audit',
  body: SetReadAuditRequest,
  answer: ReadAuditAnswer,
  graphql: { type: 'ReadAuditAnswer', input: 'SetReadAuditInput' },
});

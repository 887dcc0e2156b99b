import { z } from 'zod';
import { agentsAndOperators, command, operators, query } from '#libs/operations';
import { ApprovalChanged, ApprovalDetail, ApprovalFilter, ApprovalPage, WaitQuery } from './answers.js';
import {
  ApprovalId,
  CommentOnApprovalRequest,
  DelegateApprovalRequest,
  DenyApprovalRequest,
  GiveApprovalRequest,
  WithdrawApprovalRequest,
} from './commands.js';

const tag = 'approvals';
const path = z.object({ approval: ApprovalId });
const DECIDE = 'Who may is for the workflow of the request to say.';

export const ListApprovals = query({
  name: 'approvals',
  id: 'approvals.list',
  tag,
  says: 'List the requests for approval, the most urgent first',
  access: operators('viewer'),
  rest: 'GET /v1/approvals',
  query: ApprovalFilter,
  answer: ApprovalPage,
  readsFrom: 'approvals',
  graphql: { connection: 'Approval', filter: 'ApprovalFilter', says: 'By the time at which they expire.' },
});

export const GetApproval = query({
  name: 'approval',
  id: 'approvals.get',
  tag,
  says: 'One request for approval with its steps and history; waits for a decision when asked to',
  access: agentsAndOperators,
  rest: 'GET /v1/approvals/:id',
  path,
  query: WaitQuery,
  answer: ApprovalDetail,
  graphql: { type: 'ApprovalDetail', nullable: true },
});

export const GiveApproval = command({
  name: 'approve',
  id: 'approvals.approve',
  tag,
  says: 'Say yes to a held call',
  access: operators('viewer'),
  rest: 'POST /v1/approvals/:id/approve',
  path,
  body: GiveApprovalRequest,
  answer: ApprovalChanged,
  graphql: { type: 'ApprovalChanged', says: DECIDE },
});

export const DenyApproval = command({
  name: 'denyApproval',
  id: 'approvals.deny',
  tag,
  says: 'Say no to a held call',
  access: operators('viewer'),
  rest: 'POST /v1/approvals/:id/deny',
  path,
  body: DenyApprovalRequest,
  answer: ApprovalChanged,
  graphql: { type: 'ApprovalChanged', says: DECIDE },
});

export const DelegateApproval = command({
  name: 'delegateApproval',
  id: 'approvals.delegate',
  tag,
  says: 'Ask another operator to decide about a held call in your place',
  access: operators('viewer'),
  rest: 'POST /v1/approvals/:id/delegate',
  path,
  body: DelegateApprovalRequest,
  answer: ApprovalChanged,
  graphql: { type: 'ApprovalChanged', says: DECIDE },
});

export const WithdrawApproval = command({
  name: 'withdrawApproval',
  id: 'approvals.withdraw',
  tag,
  says: 'Take back a request, or an approval that was not used yet',
  access: agentsAndOperators,
  rest: 'POST /v1/approvals/:id/withdraw',
  path,
  body: WithdrawApprovalRequest,
  answer: ApprovalChanged,
  graphql: { type: 'ApprovalChanged', says: 'For the agent that asked, and for approval admins.' },
});

export const CommentOnApproval = command({
  name: 'commentOnApproval',
  id: 'approvals.comment',
  tag,
  says: 'Say something about a request for approval',
  access: operators('viewer'),
  rest: 'POST /v1/approvals/:id/comment',
  path,
  body: CommentOnApprovalRequest,
  answer: ApprovalChanged,
  graphql: { type: 'ApprovalChanged' },
});

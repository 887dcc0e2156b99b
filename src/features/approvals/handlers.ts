import { refuse } from '#libs/event-sourcing';
import { hasRole } from '#libs/operations';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { handling } from '#platform/operations/caller';
import { ApprovalDesk } from './approval-desk.js';
import {
  CommentOnApproval,
  DelegateApproval,
  DenyApproval,
  GetApproval,
  GiveApproval,
  ListApprovals,
  WithdrawApproval,
} from './operations.js';
import { ApprovalsQuery } from './reading/approvals.query.js';
import type { ApprovalRefusalCode } from './refusals.js';

const NOT_FOUND: ApprovalRefusalCode = 'APPROVAL_NOT_FOUND';
const now = (): string => new Date().toISOString();

/** What carries out each operation. */
export const handlers = [
  handling(ListApprovals, [ApprovalsQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  // An agent sees what it asked for; to it, the others do not exist.
  handling(GetApproval, [ApprovalsQuery], async ({ input: { approval, wait }, caller: { principal } }, query) => {
    if (principal.tenant === DEPLOYMENT_LEDGER) return refuse('FORBIDDEN', 'approvals belong to tenants');
    return (await query.find(principal, approval, wait)) ?? refuse(NOT_FOUND);
  }),
  handling(GiveApproval, [ApprovalDesk], async ({ input: { approval, comment = null }, caller }, desk) =>
    desk.handle(caller.context, {
      type: 'GiveApproval',
      approval,
      by: await desk.personOf(caller.principal),
      comment,
      now: now(),
    }),
  ),
  handling(DenyApproval, [ApprovalDesk], async ({ input: { approval, reason }, caller }, desk) =>
    desk.handle(caller.context, {
      type: 'DenyApproval',
      approval,
      by: await desk.personOf(caller.principal),
      reason,
      now: now(),
    }),
  ),
  handling(DelegateApproval, [ApprovalDesk], async ({ input, caller }, desk) => {
    const { approval, to, until = null, comment = null } = input;
    const from = await desk.personOf(caller.principal);
    return desk.handle(caller.context, { type: 'DelegateApproval', approval, from, to, until, comment, now: now() });
  }),
  handling(WithdrawApproval, [ApprovalDesk], async ({ input: { approval, reason }, caller }, desk) => {
    const { principal, context } = caller;
    const found = await desk.find(context.tenant, approval);
    const isHidden = principal.kind === 'agent' && found?.request.agent !== principal.id;
    if (!found || isHidden) return refuse(NOT_FOUND);
    if (principal.kind === 'operator' && !hasRole(principal.roles, 'approval_admin'))
      return refuse('FORBIDDEN', 'this needs the role approval_admin');
    return desk.handle(context, { type: 'WithdrawApproval', approval, by: principal.id, reason, now: now() });
  }),
  handling(CommentOnApproval, [ApprovalDesk], async ({ input: { approval, comment }, caller }, desk) => {
    const by = await desk.personOf(caller.principal);
    return desk.handle(caller.context, { type: 'CommentOnApproval', approval, by, comment });
  }),
];

import { Global, Module } from '@nestjs/common';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideJob, provideProjection, provideReaction } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { ApprovalDesk } from './approval-desk.js';
import { PendingApprovals } from './contract.js';
import { APPROVAL_STATES } from './approval-states.js';
import { ExpireApprovals } from './expiring/expire-approvals.job.js';
import { expireWhenRequested } from './expiring/expire-when-requested.reaction.js';
import { ApprovalTokens } from './guards/approval-tokens.js';
import { approvalsGuard } from './guards/approvals.guard.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { ApprovalPageController } from './page/approval-page.controller.js';
import { approvalsProjection } from './reading/approvals.projection.js';
import { ApprovalsQuery } from './reading/approvals.query.js';
import { HeldRequests } from './reading/held-requests.js';
import { approvalRefusals } from './refusals.js';
import { RemindOfApprovals } from './reminding/remind-of-approvals.job.js';
import { remindWhenRequested } from './reminding/remind-when-requested.reaction.js';
import { EXPIRIES, ORDERS } from './workflow.js';

registerRefusals(approvalRefusals);
const { controllers, providers } = transportsFor(operations, {
  ApprovalState: APPROVAL_STATES,
  ApprovalOrder: ORDERS,
  ApprovalExpiry: EXPIRIES,
});

@Global()
@Module({
  controllers: [...controllers, ApprovalPageController],
  providers: [
    ...providers,
    ...handlers,
    ApprovalDesk,
    { provide: PendingApprovals, useExisting: ApprovalDesk },
    ApprovalTokens,
    ApprovalsQuery,
    HeldRequests,
    ExpireApprovals,
    RemindOfApprovals,
    provideGuard(approvalsGuard, [ApprovalDesk, ApprovalTokens]),
    provideProjection(approvalsProjection),
    provideReaction(expireWhenRequested),
    provideReaction(remindWhenRequested),
    provideJob(ExpireApprovals),
    provideJob(RemindOfApprovals),
  ],
  exports: [PendingApprovals],
})
export class ApprovalsModule {}

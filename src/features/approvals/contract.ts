/** Approvals revise what decisions were ruled; others see them in the ledger. */
export { approvalEvents, type ApprovalEvent } from './events.js';
export { workflowOf } from './workflow.js';

/** How requests stand, as the ledger has it. */
export abstract class PendingApprovals {
  /** Whether people can still decide about it. */
  abstract stillWaits(tenant: string, approval: string): Promise<boolean>;
}

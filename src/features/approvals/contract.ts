/** Approvals revise what decisions were ruled; others see them in the ledger. */
export { approvalEvents, type ApprovalEvent } from './events.js';

import { reaction, runAt } from '#libs/event-sourcing';
import { approvalEvents } from '../events.js';
import { remindersOf } from '../workflow.js';

export const REMIND_OF_APPROVALS = 'remind-of-approvals';

const reminding = (tenant: string, approval: string, due: string | null | undefined) =>
  due ? { job: REMIND_OF_APPROVALS, ...runAt(`${tenant}/${approval}`, Date.parse(due)) } : undefined;

/** A request is looked at again when people are to be reminded of it, one time after the other. */
export const remindWhenRequested = reaction(approvalEvents, {
  name: 'approvals-remind',
  when: {
    ApprovalRequested: ({ approval, workflow, requestedAt }, { tenant }) =>
      reminding(tenant, approval, remindersOf(workflow, requestedAt)[0]),
    ApprovalReminded: ({ approval, next }, { tenant }) => reminding(tenant, approval, next),
  },
});

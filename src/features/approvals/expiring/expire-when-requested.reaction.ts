import { reaction, runAt } from '#libs/event-sourcing';
import { approvalEvents } from '../events.js';

export const EXPIRE_APPROVALS = 'expire-approvals';

/** A request is looked at again when its time is over. */
export const expireWhenRequested = reaction(approvalEvents, {
  name: 'approvals-expire',
  when: {
    ApprovalRequested: ({ approval, expiresAt }, { tenant }) => ({
      job: EXPIRE_APPROVALS,
      ...runAt(`${tenant}/${approval}`, Date.parse(expiresAt)),
    }),
  },
});

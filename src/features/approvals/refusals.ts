import { refusals } from '#libs/event-sourcing';

export const approvalRefusals = refusals({
  APPROVAL_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such approval in your tenant, or it was not asked for by this agent.',
    fix: 'Check the id: it is `approval.id` of the decision that holds the call.',
  },
  APPROVAL_EXPIRED: {
    kind: 'conflict',
    says: 'The time to decide is over.',
    fix: 'The agent asks for the call again, which opens another request unless the policy says that expiring is a no.',
  },
  APPROVAL_SUPERSEDED: {
    kind: 'conflict',
    says: 'The same call was asked for again under another policy, which ended this request.',
    fix: 'Decide about the newer request.',
  },
  APPROVAL_ALREADY_DECIDED: {
    kind: 'conflict',
    says: 'This request was decided before.',
    fix: 'Look at its state and history; nothing has to be done.',
  },
  NOT_AN_APPROVER: {
    kind: 'forbidden',
    says: 'You are not among those who decide about this request at this moment.',
    fix: 'Look at its steps: which people and roles they take, which of them is open. Somebody of these can delegate to you.',
  },
  APPROVER_IS_REQUESTER: {
    kind: 'forbidden',
    says: 'Who asks for a call never approves it.',
    fix: 'Somebody else has to decide.',
  },
  APPROVER_ACTED_ALREADY: {
    kind: 'conflict',
    says: 'One person fills one place of a request, for themselves or for somebody else.',
    fix: 'Another person has to take the next place.',
  },
  DELEGATION_ENDS_WRONG: {
    kind: 'unprocessable',
    says: 'A delegation ends in the future, and not after the request itself.',
    fix: 'Choose a time between now and `expiresAt` of the request.',
  },
  TOO_MANY_DELEGATIONS: {
    kind: 'conflict',
    says: 'One request takes at most 50 delegations.',
    fix: 'One of those who were asked has to decide, or the request is withdrawn and asked for again.',
  },
  TOO_MANY_COMMENTS: {
    kind: 'conflict',
    says: 'One request takes at most 200 comments.',
    fix: 'Talk about it elsewhere, and say with your decision where.',
  },
});
export type ApprovalRefusalCode = keyof typeof approvalRefusals;

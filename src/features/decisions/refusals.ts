import { refusals } from '#libs/event-sourcing';

export const decisionRefusals = refusals({
  DECISION_NOT_FOUND: { kind: 'not-found', says: 'There is no such decision in your tenant.', fix: 'Check the decision id.' },
  OUTCOME_ALREADY_RECORDED: {
    kind: 'conflict',
    says: 'This decision has an outcome; it is recorded once.',
    fix: 'Nothing to do: `ledger` says where the first one is.',
  },
  CALL_WAS_NOT_ALLOWED: {
    kind: 'conflict',
    says: 'The call was not allowed, so it cannot have succeeded or failed.',
    fix: 'Report `refused` for a call that was not run. Do not run calls before the verdict is ALLOW or MODIFY.',
  },
});
export type DecisionRefusalCode = keyof typeof decisionRefusals;

/** Everything a decision can be told as. A guard that stops calls for a reason of its own adds its code here. */
export const DECISION_CODES = [
  'ALLOWED',
  'POLICY_DENIED',
  'APPROVAL_REQUIRED',
  'MODIFIED',
  'DEFERRED',
  'KILL_SWITCH',
  'PAUSED',
  'NO_ACTIVE_POLICY',
  'POLICY_ERROR',
] as const;
export type DecisionCode = (typeof DECISION_CODES)[number];

export { askedPolicy, type EvaluatePolicy } from './asked-policy.js';
export { DECISION_CODE_TEXTS, DECISION_CODES, type CodeText, type DecisionCode } from './decision-codes.js';
export { CONFIDENCES, DecisionInput, OUTCOMES, type Outcome } from './decision-input.js';
export {
  DEFER_SECONDS,
  POLICY_CODES,
  PolicyAnswer,
  POLICY_NOT_ASKED,
  policyError,
  policyNotAsked,
  rulingOf,
  stopped,
  VERDICTS,
  type PolicyCode,
  type Ruling,
  type Verdict,
} from './policy-answer.js';

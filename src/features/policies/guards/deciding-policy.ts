import type { ActivePolicy } from '#features/controls/contract';
import type { CallInput, Judgement } from '#libs/decision-guards';
import { askedPolicy, policyNotAsked, stopped, type EvaluatePolicy } from '#libs/ruling';

/** The revision that decides a call, and the pin that chose it when one did. */
export interface DecidingPolicy {
  readonly reference: ActivePolicy;
  readonly pin: string | null;
  /** Or why it may not or cannot be asked. */
  readonly evaluate: EvaluatePolicy | { readonly unusable: string };
}

/** What the policy says of a call; whatever keeps it from saying so clearly denies. */
export function judgedBy(policy: DecidingPolicy | null | undefined, input: CallInput): Judgement {
  if (!policy) {
    const ruling = stopped('DENY', 'NO_ACTIVE_POLICY', 'writ.no-active-policy', 'this tenant has no published policy');
    return { ...ruling, policy: null, pin: null };
  }
  const { reference, pin, evaluate } = policy;
  const ruling = 'unusable' in evaluate ? policyNotAsked(evaluate.unusable) : askedPolicy(evaluate, input);
  return { ...ruling, policy: reference, pin };
}

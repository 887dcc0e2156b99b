import type { ActivePolicy } from '#features/controls/contract';
import type { CallInput, Judgement } from '#libs/decision-guards';
import type { Json } from '#libs/event-sourcing';
import { policyError, rulingOf, stopped } from '#libs/ruling';

/** Asks a policy; throws what the engine throws. */
export type EvaluatePolicy = (input: Json) => Json | undefined;

/** The revision that decides a call, and the pin that chose it when one did. */
export interface DecidingPolicy {
  readonly reference: ActivePolicy;
  readonly pin: string | null;
  readonly evaluate: EvaluatePolicy;
}

/** What the policy says of a call; whatever keeps it from saying so clearly denies. */
export function judgedBy(policy: DecidingPolicy | null | undefined, input: CallInput): Judgement {
  if (!policy) {
    const ruling = stopped('DENY', 'NO_ACTIVE_POLICY', 'writ.no-active-policy', 'this tenant has no published policy');
    return { ...ruling, policy: null, pin: null };
  }
  const { reference, pin, evaluate } = policy;
  try {
    return { ...rulingOf(evaluate(input as unknown as Json)), policy: reference, pin };
  } catch (error) {
    return { ...policyError((error as Error).message), policy: reference, pin };
  }
}

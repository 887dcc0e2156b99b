import type { Finding } from '../finding.js';

/** The code of a policy whose plan, by which it would decide, and whose evaluation by OPA itself are two different things. */
export const PLAN_DISAGREES = 'POLICY_PLAN_DISAGREES';

export interface BothAnswers {
  readonly plan: string;
  readonly interpreter: string;
  readonly opaVersion: string;
  /** Why the engine could not go on with the plan. */
  readonly planError?: string;
}

const FIX =
  'compile with a newer OPA (OPA_BIN), or write the rules so that no reference such as data[x].y chooses among packages or rules by a variable';

/** A plan that asks for what it never had: that of OPA 0.70 loses a variable that `with` puts in place of a function. */
const FIX_OF_LOST =
  'compile with a newer OPA (OPA_BIN), or let `with` replace the function by a rule, a function or a literal instead of a variable';

export function disagreement(
  what: string,
  { plan, interpreter, opaVersion, planError }: BothAnswers,
  place: { file?: string; row?: number },
): Finding {
  const message = `${what}: the plan that decides says ${plan}, and OPA ${opaVersion} itself says ${interpreter}`;
  return {
    code: PLAN_DISAGREES,
    severity: 'error',
    message,
    ...place,
    fix: planError === 'eval_internal_error' ? FIX_OF_LOST : FIX,
  };
}

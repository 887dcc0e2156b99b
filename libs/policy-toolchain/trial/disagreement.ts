import type { Finding } from '../finding.js';

/** The code of a policy whose plan, by which it would decide, and whose evaluation by OPA itself are two different things. */
export const PLAN_DISAGREES = 'POLICY_PLAN_DISAGREES';

export interface BothAnswers {
  readonly plan: string;
  readonly interpreter: string;
  readonly opaVersion: string;
}

const FIX =
  'compile with a newer OPA (OPA_BIN), or write the rules so that no reference such as data[x].y chooses among packages or rules by a variable';

export function disagreement(
  what: string,
  { plan, interpreter, opaVersion }: BothAnswers,
  place: { file?: string; row?: number },
): Finding {
  const message = `${what}: the plan that decides says ${plan}, and OPA ${opaVersion} itself says ${interpreter}`;
  return { code: PLAN_DISAGREES, severity: 'error', message, ...place, fix: FIX };
}

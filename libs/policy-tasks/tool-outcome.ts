import type { Finding } from '#libs/policy-toolchain';

/** Why a tool has no answer: what is wrong with the policy, or that it was not looked at. */
export interface ToolFailure {
  readonly ok: false;
  readonly code:
    | 'POLICY_INVALID'
    | 'POLICY_PLAN_DISAGREES'
    | 'POLICY_UNUSABLE'
    | 'POLICY_COMPILER_UNAVAILABLE'
    | 'POLICY_TOO_COSTLY';
  readonly detail: string;
  readonly findings: readonly Finding[];
}

/** What a tool makes of policy text. */
export type ToolOutcome<A> = { readonly ok: true; readonly answer: A } | ToolFailure;

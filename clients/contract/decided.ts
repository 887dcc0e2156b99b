import type { Verdict } from '#libs/ruling';

/** Where something stands in the ledger: what an export can be held against later. */
export interface Receipt {
  readonly position: number;
  readonly digest: string;
  readonly chain: string;
  readonly recordedAt: string;
  readonly [more: string]: unknown;
}

/** What was decided about a call. Act on `verdict` and `code`; never parse `reason`. */
export interface DecisionAnswer {
  readonly decisionId: string;
  readonly sessionId: string;
  readonly verdict: Verdict;
  /** Which kind of reason it has, stable, for programs. */
  readonly code: string;
  /** A sentence for people. */
  readonly reason: string;
  readonly rule: string;
  readonly policy: { readonly id: string; readonly revision: number; readonly digest: string } | null;
  /** What chose that revision instead of the active one. */
  readonly pin?: string | undefined;
  readonly risk: string;
  /** What must be done along with the call. Whoever cannot do all of it must not run the call. */
  readonly obligations: readonly Readonly<Record<string, unknown>>[];
  /** With MODIFY: what to change before the call runs. */
  readonly changes?: Readonly<Record<string, unknown>> | undefined;
  /** With DEFER, and where a limit denies: seconds to wait before asking again. */
  readonly retryAfter?: number | undefined;
  /** The request to people that the call waits for, or that let it through. */
  readonly approval?: { readonly id: string } | undefined;
  /** What let the call pass. */
  readonly exception?: string | undefined;
  /** Of those that are about the call, the one with the least room left. */
  readonly limit?:
    | { readonly name: string; readonly limit: number; readonly remaining: number; readonly resetSeconds: number }
    | undefined;
  readonly ledger: Receipt;
  readonly [more: string]: unknown;
}

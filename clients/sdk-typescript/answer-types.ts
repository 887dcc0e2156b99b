import type { Receipt } from '../contract/decided.js';

export interface OutcomeAnswer {
  readonly decisionId: string;
  readonly status: string;
  readonly ledger: Receipt;
  readonly [more: string]: unknown;
}

/** The revision a service is to enforce, with what it takes to evaluate and to check it. */
export interface PlanAnswer {
  readonly policy: {
    readonly id: string;
    readonly revision: number;
    readonly digest: string;
    readonly planDigest: string;
    readonly dataDigest: string;
    readonly entrypoint: string;
  };
  /** The pin that chose this revision instead of the published one. */
  readonly pin?: string | null | undefined;
  /** Base64. */
  readonly plan: string;
  /** Base64. */
  readonly data: string;
  /** DSSE; null for a revision that nobody signed. */
  readonly envelope: unknown;
  readonly [more: string]: unknown;
}

/** What became of a batch of reported decisions. */
export interface LogAnswer {
  readonly accepted: number;
  /** Recorded before. */
  readonly duplicates: number;
  /** Place in the batch, from 0, and why. What is in none of the three was refused, too, but not named. */
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
  readonly [more: string]: unknown;
}

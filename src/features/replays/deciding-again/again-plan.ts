import type { ReplayPlan } from '../events.js';

/** What deciding again depends on besides the ledger: which decisions, and by whose policies. */
export interface AgainPlan extends Pick<ReplayPlan, 'filter' | 'baseline' | 'candidate' | 'seed' | 'listed'> {
  /** Of the sessions, so many of a hundred; all when left out. */
  readonly share?: { readonly percent: number; readonly key: string };
}

/** With what only replays have: where it begins, in which mode, and of which history. */
export type OrderedPlan = AgainPlan & Partial<Pick<ReplayPlan, 'from' | 'mode' | 'history'>>;

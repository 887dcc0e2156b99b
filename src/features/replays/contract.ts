import type { ActivePolicy } from '#features/controls/contract';
import type { Refusal } from '#libs/event-sourcing';
import type { ListedDifference, Tallied } from '#libs/replay';
import type { ReplayProgressNow } from './answers.js';
import type { CandidateInBody } from './commands.js';
import type { AgainPlan } from './deciding-again/again-plan.js';
import type { ReplayPlan, ReportFacts } from './events.js';

export { ReplayDifference, ReplayProgressNow } from './answers.js';
export { CandidateInBody, ReplayId } from './commands.js';
export type { AgainPlan } from './deciding-again/again-plan.js';

/** Which decisions of which ledger are decided again; `work` is the same name for the same plan. */
export interface AgainOrder {
  readonly tenant: string;
  readonly work: string;
  readonly plan: AgainPlan;
}

/** Recorded decisions decided again by another policy, on threads, by the code of an independent replay. */
export abstract class DecidingAgain {
  /** From one position to another, both included, but not beyond `most` decisions; `through` says how far that was. */
  abstract tally(
    order: AgainOrder & { readonly from: number; readonly to: number; readonly most: number },
  ): Promise<{ readonly tallied: Tallied; readonly through: number }>;
  /** The differences at these positions, which rise. */
  abstract tell(order: AgainOrder & { readonly positions: readonly number[] }): Promise<readonly ListedDifference[]>;
  /** What is different at these positions, which rise; null where nothing is, or nothing was decided. */
  abstract compare(order: AgainOrder & { readonly positions: readonly number[] }): Promise<readonly (ListedDifference | null)[]>;
}

/** What was found different between recorded decisions and a candidate, for whoever makes suggestions of it. */
export interface FoundDifferences {
  readonly plan: AgainPlan & { readonly candidate: ActivePolicy };
  /** The positions that were gone through. */
  readonly from: number;
  readonly to: number;
  /** The gravest of them, the worst first. */
  readonly differences: readonly ListedDifference[];
}

/** What completed replays found. */
export abstract class ReplayDifferences {
  /** Refused where there is no such replay, or nothing was compared with a candidate on the ledger. */
  abstract found(tenant: string, replay: string, most: number): Promise<FoundDifferences | Refusal>;
}

/** Policies that callers name or bring as candidates. */
export abstract class Candidates {
  /** By content; refused where there is no such revision, or where the draft does not check or compile. Null where none is named. */
  abstract find(tenant: string, given: CandidateInBody | undefined): Promise<ActivePolicy | null | Refusal>;
}

/** How replays get on, for those who watch. */
export abstract class ReplayFollowing {
  /** How the replay stands, and again whenever that is otherwise, until it is over. Refused where the tenant has no such replay. */
  abstract follow(tenant: string, replay: string): Promise<AsyncIterableIterator<ReplayProgressNow>>;
}

/** A replay whose report is there. */
export interface FinishedReplay {
  readonly replay: string;
  readonly endedAt: string | null;
  readonly plan: ReplayPlan;
  readonly report: ReportFacts;
}

/** What replays of this tenant's ledger found. */
export abstract class FinishedReplays {
  abstract find(tenant: string, replay: string): Promise<FinishedReplay | undefined>;
  /** The newest one whose candidate is this policy by content, among the latest hundred. */
  abstract newestOf(
    tenant: string,
    candidate: { readonly planDigest: string; readonly dataDigest: string },
  ): Promise<FinishedReplay | undefined>;
}

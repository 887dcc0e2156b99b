import type pg from 'pg';
import type { EventStore, RecordedEvent } from '#libs/event-sourcing';
import type { Statement } from './tenant-transaction.js';

export interface SubscriptionDependencies {
  readonly store: Pick<EventStore, 'readTypes' | 'readLedger' | 'heads' | 'onGrowth'>;
  /** From `createSubscriptionPool`: connections of the role `writ_app`. It stays open when a subscription is closed. */
  readonly pool: pg.Pool;
  /** Whether a subscription was told to pass over an event that it cannot apply or react to. Asked only when it cannot. */
  readonly passesOver?: (tenant: string, subscription: string, position: number) => Promise<boolean>;
  /** Whether a subscription is to stand still in a ledger for now. Asked before each round, so it MUST be quick. */
  readonly standsStill?: (tenant: string, subscription: string) => Promise<boolean>;
  /** Tenants that one subscription works on alone, side by side; 2 by default. */
  readonly concurrency?: number;
}

export interface ReactionDependencies extends SubscriptionDependencies {
  readonly store: SubscriptionDependencies['store'] & Pick<EventStore, 'append' | 'readStream' | 'readEvent' | 'readLedger'>;
  /** Starts a run of a job soon, without waiting for it. */
  readonly requestJob: (name: string, id: string, at?: number) => void;
}

/** What one round came to: more to do at once, nothing now, or nothing until so many milliseconds have passed. */
export type RoundResult = boolean | number;

/** Where one subscription stands in each ledger, as far as this process knows. */
export interface Progress {
  /** Every event up to here is handled or does not concern it. */
  readonly positions: Map<string, number>;
  /** Its checkpoint: earlier than its position only by events that do not concern it. */
  readonly committed: Map<string, number>;
}

/** A projection or reaction as it is run. */
export interface Subscriber {
  readonly name: string;
  readonly version: number;
  readonly types: readonly string[];
  readonly progress: Progress;
  /** Handles the next stretch of one ledger by itself. True when there is more to do at once, false when it has read to the end. */
  readonly goOnAlone: (tenant: string) => Promise<boolean>;
  /** Statements that leave none of its rows of one ledger. */
  readonly emptied: (tenant: string) => Statement[];
  /** What events of its types come to in a transaction; undefined where they cannot be handled in one. May throw at an event. */
  readonly statements: (tenant: string, events: readonly RecordedEvent[]) => Statement[] | undefined;
}

export function newProgress(): Progress {
  return { positions: new Map(), committed: new Map() };
}

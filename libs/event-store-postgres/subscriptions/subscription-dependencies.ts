import type pg from 'pg';
import type { EventStore } from '#libs/event-sourcing';

export interface SubscriptionDependencies {
  readonly store: Pick<EventStore, 'readTypes' | 'readLedger' | 'heads' | 'onGrowth'>;
  /** From `createSubscriptionPool`: connections of the role `writ_app`. It stays open when a subscription is closed. */
  readonly pool: pg.Pool;
  /** Whether a subscription was told to pass over an event that it cannot apply or react to. Asked only when it cannot. */
  readonly passesOver?: (tenant: string, subscription: string, position: number) => Promise<boolean>;
  /** Tenants worked on side by side; 2 by default. */
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
export type Positions = Map<string, number>;

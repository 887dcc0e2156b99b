import type pg from 'pg';
import type { EventStore } from '#libs/event-sourcing';

export interface SubscriptionDependencies {
  /** Wrap it once with `coalesceReads` when a process runs several subscriptions. */
  readonly store: Pick<EventStore, 'readLedger' | 'heads' | 'onGrowth'>;
  /** From `createSubscriptionPool`: connections of the role `writ_app`. It stays open when a subscription is closed. */
  readonly pool: pg.Pool;
  /** Tenants worked on side by side; 2 by default. */
  readonly concurrency?: number;
}

/** Where one subscription stands in each ledger, as far as this process knows. */
export type Positions = Map<string, number>;

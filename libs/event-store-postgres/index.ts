export { createPostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';
export { startProjection, startReaction, type RunningSubscription, type SubscriptionDependencies } from './subscriptions.js';
export type { SubscriptionFailure } from './tenant-rounds.js';
export { shareReads } from './shared-reads.js';
export { createSubscriptionPool } from './tenant-transaction.js';
export { ProjectedPositions } from './projected-positions.js';
export type { Connection } from './connection-config.js';

export { createPostgresEventStore, createPostgresTenantReads, type PostgresEventStoreOptions } from './postgres-event-store.js';
export { startProjection, startReaction, type RunningSubscription } from './subscriptions.js';
export type { SubscriptionDependencies } from './subscription-dependencies.js';
export type { SubscriptionFailure } from './tenant-rounds.js';
export { createSubscriptionPool } from './tenant-transaction.js';
export { ProjectedPositions } from './projected-positions.js';
export type { Connection } from './connection-config.js';
export { TenantReads, type TenantStatement } from './tenant-reads.js';

export {
  createPostgresEventStore,
  createPostgresTenantReads,
  type LedgerWatch,
  type PostgresEventStoreOptions,
} from './postgres-event-store.js';
export {
  startProjection,
  startReaction,
  startSubscriptions,
  type RunningSubscription,
  type RunningSubscriptions,
  type Subscription,
} from './subscriptions/subscriptions.js';
export { foldPage } from './rebuilding/fold-page.js';
export { OtherRowsError, RebuiltRows } from './rebuilding/rebuilt-rows.js';
export type { RowComparison } from './rebuilding/row-comparison.js';
export type { SubscriptionDependencies } from './subscriptions/subscription-dependencies.js';
export type { SubscriptionFailure } from './subscriptions/tenant-rounds.js';
export { UnappliableEventError } from './subscriptions/stopped-subscription.js';
export { createSubscriptionPool } from './subscriptions/tenant-transaction.js';
export { ProjectedPositions } from './subscriptions/projected-positions.js';
export type { Connection } from './connection-config.js';
export type { EventText } from './reading/copied-texts.js';
export type { LedgerReader } from './reading/ledger-reader.js';
export { TenantReads, type TenantStatement } from './reading/tenant-reads.js';

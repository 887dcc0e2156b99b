export { EVENT_STORE, Ledger, type StreamKind } from './ledger.js';
export { provideJob, provideProjection, provideReaction, SubscriptionRegistry } from './subscription-registry.js';

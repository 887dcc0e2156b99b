export { EVENT_STORE, Ledger, type StreamKind } from './ledger.js';
export { provideProjection, provideReaction, SubscriptionRegistry } from './subscription-registry.js';

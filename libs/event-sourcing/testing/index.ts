export { deciderSpec, type DeciderOutcome, type DeciderScenario } from './decider-spec.js';
export { eventStoreSuite } from './event-store-suite.js';
export { InMemoryEventStore } from './in-memory-event-store.js';
export { assertLedgerIsSound, readWholeLedger } from './ledger-checks.js';
export { newEvent, newEvents } from './new-events.js';
export { projectionSpec, recordedEvent, type ProjectionScenario } from './projection-spec.js';
export type { StoreUnderTest } from './suite-context.js';

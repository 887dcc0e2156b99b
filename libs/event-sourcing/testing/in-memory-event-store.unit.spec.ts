import { eventStoreSuite } from './event-store-suite.js';
import { InMemoryEventStore } from './in-memory-event-store.js';

eventStoreSuite('in memory', async () => ({ open: (clock) => new InMemoryEventStore(clock) }));

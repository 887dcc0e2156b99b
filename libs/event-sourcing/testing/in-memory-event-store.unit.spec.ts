import { eventStoreSuite } from './event-store-suite.js';
import { InMemoryEventStore } from './in-memory-event-store.js';

eventStoreSuite('in memory', async () => {
  const first = new InMemoryEventStore();
  return { open: (clock) => new InMemoryEventStore(clock, first) };
});

import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../envelope.js';
import type { JsonObject } from '../json.js';

/** A plain event for tests; give what matters to the test. */
export function newEvent(given: Partial<NewEvent> = {}): NewEvent {
  return {
    id: randomUUID(),
    type: 'ThingHappened',
    schema: 1,
    actor: { kind: 'agent', id: 'agent-7' },
    correlation: 'request-1',
    causation: null,
    trace: null,
    data: { says: 'something' },
    sealed: null,
    ...given,
  };
}

export function newEvents(count: number, data: (i: number) => JsonObject = (i) => ({ i })): NewEvent[] {
  return Array.from({ length: count }, (_, i) => newEvent({ data: data(i) }));
}

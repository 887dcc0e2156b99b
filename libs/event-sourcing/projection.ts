import type { RecordedEvent } from './envelope.js';
import { fromRecorded, type EventCatalogue, type EventsOf } from './event-types.js';
import type { Projection, RowChange } from './read-model.js';

/** What each event does to rows: the event in its current shape, and as it is recorded, for who, when and where. */
export type EventHandlers<C extends EventCatalogue> = {
  readonly [K in keyof C & string]?: (
    event: Extract<EventsOf<C>, { readonly type: K }>,
    recorded: RecordedEvent,
  ) => readonly RowChange[];
};

/** A projection of a catalogue's events. Handlers see the current shape of an event, whatever the shape it was recorded in. */
export function projection<C extends EventCatalogue>(
  catalogue: C,
  { when, ...rest }: Omit<Projection, 'when'> & { readonly when: EventHandlers<C> },
): Projection {
  const reading = Object.entries(when as Readonly<Record<string, Handler<C> | undefined>>).map(
    ([type, handle]) => [type, (recorded: RecordedEvent) => applied(catalogue, handle, recorded)] as const,
  );
  return { ...rest, when: Object.fromEntries(reading) };
}

type Handler<C extends EventCatalogue> = (event: EventsOf<C>, recorded: RecordedEvent) => readonly RowChange[];

function applied<C extends EventCatalogue>(
  catalogue: C,
  handle: Handler<C> | undefined,
  recorded: RecordedEvent,
): readonly RowChange[] {
  const event = fromRecorded(catalogue, recorded);
  return event && handle ? handle(event, recorded) : [];
}

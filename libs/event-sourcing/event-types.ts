import type { z } from 'zod';
import type { RecordedEvent } from './envelope.js';
import type { JsonObject } from './json.js';

/** One event type: the current shape of its data, and how each older shape becomes the next. */
export interface EventType<D extends z.ZodObject = z.ZodObject> {
  /** Version of `data`, from 1. */
  readonly schema: number;
  /** One sentence for the generated catalogue. */
  readonly says: string;
  readonly data: D;
  /** `upcasts[n]` turns data of version n into version n + 1. */
  readonly upcasts?: { readonly [version: number]: (data: JsonObject) => JsonObject };
}

export type EventCatalogue = { readonly [type: string]: EventType };

export function eventTypes<const C extends EventCatalogue>(catalogue: C): C {
  return catalogue;
}

/** The union of flat domain events (`{ type, ...data }`) that a catalogue describes. */
export type EventsOf<C extends EventCatalogue> = {
  [K in keyof C & string]: Readonly<{ type: K } & z.output<C[K]['data']>>;
}[keyof C & string];

/** A recorded event as a flat domain event in the current shape. Types the catalogue does not know give undefined. */
export function fromRecorded<C extends EventCatalogue>(
  catalogue: C,
  event: Pick<RecordedEvent, 'type' | 'schema' | 'data'>,
): EventsOf<C> | undefined {
  const known = catalogue[event.type];
  if (!known) return undefined;
  let data: JsonObject = event.data;
  for (let version = event.schema; version < known.schema; version += 1) {
    const upcast = known.upcasts?.[version];
    if (!upcast) throw new Error(`no upcast from schema ${version} of ${event.type}`);
    data = upcast(data);
  }
  return { ...data, type: event.type } as unknown as EventsOf<C>;
}

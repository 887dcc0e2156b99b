import { categoryOf, type JsonObject, type RecordedEvent } from '#libs/event-sourcing';
import { channelOf, type Channel } from './channels.js';
import type { EventFilter } from './messages.js';

/** Proves who somebody is to nobody, and still only auditors and owners see it. */
const HIDDEN = 'secretHash';

export type EventView = (event: RecordedEvent) => RecordedEvent | undefined;

/** What a subscriber of `channels` sees of an event: the event itself, a copy without what is hidden, or nothing. */
export function viewOf(channels: readonly Channel[], filter: EventFilter = {}): EventView {
  const wanted = Object.entries(filter) as [keyof EventFilter, string][];
  const isWhole = channels.includes('ledger');
  const narrow = new Set<Channel | undefined>(channels);
  narrow.delete(undefined);
  return (event) => {
    if (!isWhole && !narrow.has(channelOf(event))) return undefined;
    if (wanted.length > 0 && !carries(factsOf(event), wanted)) return undefined;
    return isWhole ? event : withoutHidden(event);
  };
}

/** An event that does not carry a fact at all does not pass a filter on it. */
function carries(facts: EventFilter, wanted: readonly [keyof EventFilter, string][]): boolean {
  return wanted.every(([name, value]) => facts[name] === value);
}

type Facts = { -readonly [K in keyof EventFilter]: string | undefined };

/** What an event is about, in the terms subscribers filter by. */
function factsOf(event: RecordedEvent): EventFilter {
  const { data, stream, actor } = event;
  const id = stream.slice(stream.indexOf('/') + 1);
  const facts: Facts = {};
  switch (categoryOf(stream)) {
    case 'session':
      facts.session = id;
      facts.agent = actor.kind === 'agent' ? actor.id : undefined;
      facts.tool = textOf((data.input as JsonObject | undefined)?.tool);
      facts.verdict = textOf(data.verdict);
      break;
    case 'agent':
      facts.agent = id;
      break;
    case 'controls':
      if (data.scope === 'session' || data.scope === 'agent' || data.scope === 'tool') facts[data.scope] = textOf(data.target);
  }
  return facts as EventFilter;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function withoutHidden(event: RecordedEvent): RecordedEvent {
  if (!Object.hasOwn(event.data, HIDDEN)) return event;
  const { [HIDDEN]: _, ...data } = event.data;
  return { ...event, data };
}

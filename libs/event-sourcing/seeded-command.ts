import type { CommandContext, CommandTarget, Handled } from './command-context.js';
import type { Message } from './decider.js';
import type { RecordedEvent } from './envelope.js';
import type { EventReceipt, StreamWrite } from './event-store.js';
import { fromRecorded, type EventCatalogue, type EventsOf } from './event-types.js';

/** The id of the n-th event of a command's append, from 0; undefined for a command without a seed. */
export type SeededIds = ((n: number) => string) | undefined;

/** A command may handle several streams, and one stream several times: each append has ids of its own. */
export function seededIds(
  { nameBasedId }: { readonly nameBasedId: (name: string) => string },
  { seed, tenant }: CommandContext,
  stream: string,
  { type }: Message,
): SeededIds {
  return seed === undefined ? undefined : (n) => nameBasedId(`writ/command\n${seed}\n${tenant}\n${stream}\n${type}\n${n}`);
}

/** The writes of one append with the ids that follow from its seed, in the order of the writes. */
export function withIds(writes: readonly StreamWrite[], idOf: SeededIds): readonly StreamWrite[] {
  if (!idOf) return writes;
  let n = 0;
  return writes.map((write) => ({ ...write, events: write.events.map((event) => ({ ...event, id: idOf(n++) })) }));
}

const PAGE = 1_000;

/** What a seeded command did when it was carried out before: its events, its stream's state right after them, its receipt. */
export async function recordedEffect<C extends Message, K extends EventCatalogue, S, R extends string>(
  { store, states, catalogue }: CommandTarget<C, K, S, R>,
  { tenant }: CommandContext,
  stream: string,
  idOf: (n: number) => string,
): Promise<Handled<EventsOf<K>, S> | undefined> {
  const first = await store.readEvent(tenant, idOf(0));
  if (!first) return undefined;
  // One append's events follow one another in the ledger.
  const appended: RecordedEvent[] = [first];
  for (let page = [first]; page.length > 0;) {
    const next = await store.readLedger(tenant, (appended.at(-1) as RecordedEvent).position + 1, PAGE);
    const end = next.findIndex((event, index) => event.id !== idOf(appended.length + index));
    page = end === -1 && next.length === PAGE ? next : [];
    appended.push(...next.slice(0, end === -1 ? next.length : end));
  }
  const own = appended.filter((event) => event.stream === stream);
  const { state } = await states.asOf(tenant, stream, (own.at(-1) as RecordedEvent).revision);
  const events = own.flatMap((event) => fromRecorded(catalogue, event) ?? []);
  return { events, state, receipt: { tenant, events: appended.map(receiptOf), repeated: true } };
}

function receiptOf({ id, stream, revision, position, at, digest, chain }: RecordedEvent): EventReceipt {
  return { id, stream, revision, position, at, digest, chain };
}

import {
  AppendLine,
  ConflictError,
  LedgerUnavailableError,
  LineBrokenError,
  NO_STREAM,
  type AppendReceipt,
  type EventReceipt,
  type EventStore,
  type NewEvent,
} from '#libs/event-sourcing';
// Not through the door: this runs in processes of its own, too, where what belongs to Jest cannot be loaded.
import { newEvent } from '../../event-sourcing/testing/new-events.js';

export interface Load {
  /** What the callers were told is recorded. */
  readonly acknowledged: EventReceipt[];
  /** Ids of every event that was ever handed to the store. */
  readonly attempted: Set<string>;
  /** How often a caller was told that the ledger is unavailable. */
  unavailable: number;
}

/**
 * `callers` callers append to a stream of their own, one event at a time, each expecting the revision after its last one,
 * until `enough` says so. When told that the ledger is unavailable, a caller repeats the same event until it is told more.
 */
export async function appendUntil(
  store: EventStore,
  tenant: string,
  callers: number,
  name: string,
  enough: (load: Load) => boolean,
  load = emptyLoad(),
): Promise<Load> {
  const caller = async (n: number) => {
    for (let revision = NO_STREAM; !enough(load); revision += 1) {
      const event = newEvent({ data: { caller: `${name}-${n}`, revision } });
      load.attempted.add(event.id);
      load.acknowledged.push(await appendStubbornly(store, tenant, `caller/${name}-${n}`, revision, event, load));
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, n) => caller(n)));
  return load;
}

/** Appends of one line, at most. Where they differ, what somebody else appended is often just as much as a line expects of its own. */
const LINE_LENGTH = 6;

/**
 * `callers` callers send lines to the one stream they all share, without waiting for the appends of a line one by one. Data says which line an
 * event is of, and its place in it. Whoever lost a race, or was not told, reads the stream again and sends a new line.
 */
export async function lineUpUntil(
  store: EventStore,
  { tenant, stream, callers, name }: { tenant: string; stream: string; callers: number; name: string },
  enough: (load: Load) => boolean,
  load = emptyLoad(),
): Promise<Load> {
  const caller = async (n: number) => {
    for (let i = 0; !enough(load); i += 1) {
      const stands = (await store.readStream(tenant, stream).catch(() => [])).length - 1;
      const line = new AppendLine();
      const sending = Array.from({ length: 1 + ((i + n) % LINE_LENGTH) }, (_, place) => {
        const event = newEvent({ data: { line: `${name}-${n}-${i}`, place } });
        load.attempted.add(event.id);
        return store.append({ tenant, writes: [{ stream, expect: stands + place, events: [event] }], line });
      });
      for (const answer of await Promise.allSettled(sending)) count(answer, load);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, n) => caller(n)));
  return load;
}

function count(answer: PromiseSettledResult<AppendReceipt>, load: Load): void {
  if (answer.status === 'fulfilled') load.acknowledged.push(...answer.value.events);
  else if (answer.reason instanceof LedgerUnavailableError) load.unavailable += 1;
  else if (!(answer.reason instanceof ConflictError || answer.reason instanceof LineBrokenError)) throw answer.reason;
}

export function emptyLoad(): Load {
  return { acknowledged: [], attempted: new Set(), unavailable: 0 };
}

async function appendStubbornly(
  store: EventStore,
  tenant: string,
  stream: string,
  expect: number,
  event: NewEvent,
  load: Load,
): Promise<EventReceipt> {
  for (;;) {
    try {
      const receipt = await store.append({ tenant, writes: [{ stream, expect, events: [event] }] });
      return receipt.events[0] as EventReceipt;
    } catch (error) {
      if (error instanceof ConflictError)
        throw new Error(`a conflict on a stream with one writer: ${error.message}`, { cause: error });
      if (!(error instanceof LedgerUnavailableError)) throw error;
      load.unavailable += 1;
    }
  }
}

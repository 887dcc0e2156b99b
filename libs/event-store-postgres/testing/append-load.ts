import {
  ConflictError,
  LedgerUnavailableError,
  NO_STREAM,
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

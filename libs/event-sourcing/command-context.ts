import type { Decider, Message } from './decider.js';
import type { Actor } from './envelope.js';
import type { AppendReceipt, EventStore } from './event-store.js';
import type { EventCatalogue, EventsOf } from './event-types.js';
import type { StreamStates } from './stream-states.js';

/** Who asks, within which request. Built from the credential and the request headers only. */
export interface CommandContext {
  readonly tenant: string;
  readonly actor: Actor;
  /** The request id: ties together all events of one request. */
  readonly correlation: string | null;
  /** The event that caused this command, for reactions. */
  readonly causation: string | null;
  readonly trace: string | null;
  /**
   * What a repeat of this command makes anew follows from it: event ids, secrets. Whoever sends the same seed MUST send the
   * same command. Undefined: ids and secrets are made by chance, and a repeat is another command.
   */
  readonly seed?: string;
}

export interface Handled<E, S> {
  readonly events: readonly E[];
  readonly state: S;
  /** Undefined when the command changed nothing. */
  readonly receipt: AppendReceipt | undefined;
}

export interface CommandTarget<C extends Message, K extends EventCatalogue, S, R extends string> {
  readonly store: Pick<EventStore, 'append' | 'readEvent' | 'readLedger'>;
  readonly states: StreamStates<K, S>;
  readonly catalogue: K;
  readonly decider: Decider<C, EventsOf<K>, S, R>;
  readonly newId: () => string;
  /** The id that follows from a name. */
  readonly nameBasedId: (name: string) => string;
}

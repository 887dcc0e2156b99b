import type { Asked, Asking, RememberedStates } from '#libs/decision-guards';
import type { Condition, StreamState } from '#libs/event-sourcing';
import type { Voice } from '../pipeline.js';

/** What a guard stands on: where its stream was when it was loaded, and where the draft leaves it. */
export interface Stand {
  /** Undefined when the guard needs to know nothing but the call. */
  readonly stream: string | undefined;
  readonly states: RememberedStates<unknown> | undefined;
  loaded: StreamState<unknown>;
  now: StreamState<unknown>;
  /** Read from the ledger for this attempt, not merely remembered. */
  fresh: boolean;
  /** Of the guards that stand on nothing else. */
  readonly alone: Standpoint;
}

/** How appends that are on their way leave the streams they move; undefined for those they do not. */
export interface Ahead {
  peek(states: object, stream: string): StreamState<unknown> | undefined;
}

/** Where one guard stands in what is asked. */
export interface Standpoint {
  readonly at: Stand;
  readonly further: readonly Stand[];
}

/** Something an agent asks, with what each guard stands on in it, in their order; undefined where one has no say. */
export interface Guarded<A> {
  readonly ask: A;
  /** As the guards admitted it. */
  readonly asking: Asking;
  readonly stands: readonly (Standpoint | undefined)[];
}

/** A call, and the guards that have to be called in before it can be judged, by their place in the order. */
export interface Awaited<G> {
  readonly one: G;
  readonly guards: readonly number[];
}

/** A guard's part in one call. */
export interface Say extends Voice {
  readonly stands: Standpoint;
}

const NO_STATES: readonly StreamState<unknown>[] = [];
const NONE: readonly Stand[] = [];

/** On a stream as it was loaded; nothing is drafted behind it yet. */
export function standOn(place: Pick<Stand, 'states' | 'stream' | 'fresh'>, loaded: StreamState<unknown>): Stand {
  const { states, stream, fresh } = place;
  const alone = { at: undefined as unknown as Stand, further: NONE };
  alone.at = { states, stream, loaded, now: loaded, fresh, alone };
  return alone.at;
}

/** What a guard is shown, at this moment of the draft. */
export function askedOf(asking: Asking, { at, further }: Standpoint): Asked<unknown> {
  return { asking, at: at.now, further: further.length === 0 ? NO_STATES : further.map(({ now }) => now) };
}

/** What a guard has a say on by now: those before it may have moved on what it stands on. */
export function askedNow({ asked, stands }: Say): Asked<unknown> {
  return stands.further.length === 0 && asked.at === stands.at.now ? asked : askedOf(asked.asking, stands);
}

/** What must hold at the append for those who were heard to have been right. */
export function conditionsOf(heard: Iterable<Stand>): Condition[] {
  const conditions = new Map<string, number>();
  // Of two memories of one stream that differ the older one must hold, so that both are brought up to date.
  for (const { stream, loaded } of heard)
    if (stream !== undefined) conditions.set(stream, Math.min(conditions.get(stream) ?? Infinity, loaded.revision));
  return [...conditions].map(([stream, at]) => ({ stream, at }));
}

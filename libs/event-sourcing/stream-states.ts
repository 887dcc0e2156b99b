import { BoundedMap } from '#libs/bounded';
import type { Evolver } from './decider.js';
import { evolve } from './decider.js';
import type { RecordedEvent } from './envelope.js';
import { NO_STREAM, type EventStore } from './event-store.js';
import { fromRecorded, type EventCatalogue, type EventsOf } from './event-types.js';

/** A stream's state as of `revision`. It may be old: act on it only with `expect` or a condition at that revision. */
export interface StreamState<S> {
  readonly state: S;
  readonly revision: number;
}

const PAGE = 10_000;

/**
 * Remembers the folded state of the most recently used streams of one kind, so that a warm command reads nothing.
 * Never a source of truth: whoever decides on a remembered state appends with its revision, and after a conflict calls
 * `refresh`, which folds only the events that came since.
 */
export class StreamStates<C extends EventCatalogue, S> {
  /** Of a stream to which nothing was ever written. */
  readonly absent: StreamState<S>;
  private readonly remembered: BoundedMap<string, StreamState<S>>;

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly catalogue: C,
    private readonly rules: Evolver<EventsOf<C>, S>,
    /** Streams kept in memory, at most; those used least recently are forgotten. */
    capacity = 20_000,
  ) {
    this.remembered = new BoundedMap(capacity);
    this.absent = { state: rules.initial, revision: NO_STREAM };
  }

  /** The remembered state, or the stored one when there is none. */
  async load(tenant: string, stream: string): Promise<StreamState<S>> {
    return this.peek(tenant, stream) ?? this.refresh(tenant, stream);
  }

  /** The remembered state without touching the store. */
  peek(tenant: string, stream: string): StreamState<S> | undefined {
    return this.remembered.get(keyOf(tenant, stream));
  }

  /** The state as stored now, folded on from what is remembered. */
  async refresh(tenant: string, stream: string): Promise<StreamState<S>> {
    let current = this.peek(tenant, stream) ?? this.absent;
    for (;;) {
      const events = await this.store.readStream(tenant, stream, current.revision + 1, PAGE);
      current = events.reduce((from, event) => this.apply(from, event), current);
      if (events.length < PAGE) break;
    }
    return this.keep(tenant, stream, current);
  }

  /** The state as it was at `revision`; nothing of it is remembered. */
  async asOf(tenant: string, stream: string, revision: number): Promise<StreamState<S>> {
    let current = this.absent;
    while (current.revision < revision) {
      const limit = Math.min(PAGE, revision - current.revision);
      const events = await this.store.readStream(tenant, stream, current.revision + 1, limit);
      if (events.length === 0) throw new Error(`${stream} has no revision ${revision}`);
      current = events.reduce((from, event) => this.apply(from, event), current);
    }
    return current;
  }

  /** The state right after the ledger's event at `position`; nothing of it is remembered. */
  async upTo(tenant: string, stream: string, position: number): Promise<StreamState<S>> {
    let current = this.absent;
    for (;;) {
      const events = await this.store.readStream(tenant, stream, current.revision + 1, PAGE);
      for (const event of events) {
        if (event.position > position) return current;
        current = this.apply(current, event);
      }
      if (events.length < PAGE) return current;
    }
  }

  /** Records that `events` were appended at the end of a state this process had loaded. */
  advance(tenant: string, stream: string, from: StreamState<S>, events: readonly EventsOf<C>[]): StreamState<S> {
    const state = events.reduce((folded, event) => evolve(this.rules, folded, event), from.state);
    return this.keep(tenant, stream, { state, revision: from.revision + events.length });
  }

  /** A slower reader must not put back an older state than another caller has already remembered. */
  keep(tenant: string, stream: string, next: StreamState<S>): StreamState<S> {
    const key = keyOf(tenant, stream);
    const now = this.remembered.get(key);
    const kept = now && now.revision > next.revision ? now : next;
    this.remembered.set(key, kept);
    return kept;
  }

  private apply(from: StreamState<S>, event: RecordedEvent): StreamState<S> {
    const known = fromRecorded(this.catalogue, event);
    return { state: known ? evolve(this.rules, from.state, known) : from.state, revision: event.revision };
  }
}

function keyOf(tenant: string, stream: string): string {
  return `${tenant}\n${stream}`;
}

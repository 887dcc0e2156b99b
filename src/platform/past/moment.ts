import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from 'kysely';
import type { RecordedEvent, StreamState } from '#libs/event-sourcing';

/** A moment of one tenant's past: right after the event at `position`, by a clock that shows `at`. */
export interface Moment {
  readonly tenant: string;
  readonly position: number;
  readonly at: Date;
  /** The tables of the read model that is asked, as they were. */
  readonly tables?: PastTables;
}

/** A transaction in which tables are as they were, for one tenant. */
export interface PastTables {
  of(tenant: string): Transaction<unknown>;
}

const looks = new AsyncLocalStorage<{ moment: Moment | undefined }>();

/** What `work` reads of tables, streams and the clock is what it would have read then. Of what it leaves behind nothing is. */
export async function lookingAt<T>(moment: Moment, work: () => Promise<T>): Promise<T> {
  const look: { moment: Moment | undefined } = { moment };
  try {
    return await looks.run(look, work);
  } finally {
    look.moment = undefined;
  }
}

/** Undefined where things are told as they are now. */
export function momentLookedAt(): Moment | undefined {
  return looks.getStore()?.moment;
}

/** The time by which a status that depends on time is told. */
export function timeLookedAt(): Date {
  return momentLookedAt()?.at ?? new Date();
}

/** Whether an event was there already. */
export function wasThere({ position }: Pick<RecordedEvent, 'position'>): boolean {
  return position <= (momentLookedAt()?.position ?? Number.POSITIVE_INFINITY);
}

interface States<S> {
  refresh(tenant: string, stream: string): Promise<StreamState<S>>;
  upTo(tenant: string, stream: string, position: number): Promise<StreamState<S>>;
}

/** The state of a stream as stored now, or as it was at the moment that is looked at. */
export function stateLookedAt<S>(states: States<S>, tenant: string, stream: string): Promise<StreamState<S>> {
  const moment = momentLookedAt();
  return moment ? states.upTo(tenant, stream, moment.position) : states.refresh(tenant, stream);
}

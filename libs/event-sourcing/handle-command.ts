import type { CommandContext, CommandTarget, Handled } from './command-context.js';
import { decide, type Message } from './decider.js';
import type { NewEvent } from './envelope.js';
import { ConflictError, EventIdReusedError, type Condition, type StreamWrite } from './event-store.js';
import type { EventCatalogue, EventsOf } from './event-types.js';
import type { JsonObject } from './json.js';
import { recordedEffect, seededIds, withIds } from './seeded-command.js';
import { isRefusal, refuse, type Refusal } from './refusal.js';
import type { StreamState } from './stream-states.js';

/** Attempts before a command that keeps losing races is answered with STREAM_BUSY. */
export const MAX_ATTEMPTS = 8;

export interface CommandOptions<E> {
  /** Other streams that must stand still, asked anew on each attempt. */
  readonly conditions?: () => Promise<readonly Condition[]>;
  /**
   * Writes to other streams that must commit together with this command's events, asked anew on each attempt; those of
   * another feature's stream come from its decider (`decideWrite`). One without events is a condition.
   */
  readonly together?: (events: readonly E[]) => Promise<readonly StreamWrite[] | Refusal>;
}

/** A command that rests on what other streams say: made after its own stream was read, and anew on each attempt. */
export interface AskedAnew<C extends Message> {
  readonly type: C['type'];
  readonly make: () => Promise<C | Refusal>;
}

/** What a decider made of a command, and not appended yet. */
export interface DecidedWrite<E, S> {
  readonly events: readonly E[];
  /** What was decided on. */
  readonly from: StreamState<S>;
  /** At the revision that was decided on; without events when the command changes nothing. */
  readonly write: StreamWrite;
}

/** Load and decide, for an append that somebody else makes. Decide again when that append conflicts. */
export async function decideWrite<C extends Message, K extends EventCatalogue, S, R extends string>(
  target: Pick<CommandTarget<C, K, S, R>, 'states' | 'catalogue' | 'decider' | 'newId'>,
  context: CommandContext,
  stream: string,
  command: C | AskedAnew<C>,
): Promise<DecidedWrite<EventsOf<K>, S> | Refusal> {
  const from = await target.states.refresh(context.tenant, stream);
  const asked = 'make' in command ? await (command as AskedAnew<C>).make() : command;
  if (isRefusal(asked)) return asked;
  const events = decide(target.decider, asked, from.state);
  if (isRefusal(events)) return events;
  return {
    events,
    from,
    write: { stream, expect: from.revision, events: toNewEvents(target.catalogue, context, events, target.newId) },
  };
}

/**
 * Load, decide, append: the one way a command becomes events. Every attempt reads what came since the remembered state;
 * a conflict is retried, at most MAX_ATTEMPTS times in all. A seeded command that is in the ledger already is answered from
 * there, whatever has become of the stream since.
 */
export async function handleCommand<C extends Message, K extends EventCatalogue, S, R extends string>(
  target: CommandTarget<C, K, S, R>,
  context: CommandContext,
  stream: string,
  command: C | AskedAnew<C>,
  options: CommandOptions<EventsOf<K>> = {},
): Promise<Handled<EventsOf<K>, S> | Refusal> {
  const { store, states } = target;
  const idOf = seededIds(target, context, stream, command);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const earlier = idOf && (await recordedEffect(target, context, stream, idOf));
    if (earlier) return earlier;
    const decided = await decideWrite(target, context, stream, command);
    if (isRefusal(decided)) return decided;
    const { events, from, write } = decided;
    if (events.length === 0) return { events, state: from.state, receipt: undefined };
    const together = (await options.together?.(events)) ?? [];
    if (isRefusal(together)) return together;
    const conditions = [...((await options.conditions?.()) ?? []), ...together.flatMap(standstill)];
    const writes = [write, ...together.filter((other) => other.events.length > 0)];
    try {
      const receipt = await store.append({ tenant: context.tenant, writes: withIds(writes, idOf), conditions });
      return { events, state: states.advance(context.tenant, stream, from, events).state, receipt };
    } catch (error) {
      // An id in use: the same command came by another way at this moment.
      if (!(error instanceof ConflictError || (idOf && error instanceof EventIdReusedError))) throw error;
    }
  }
  return refuse('STREAM_BUSY', `${stream} kept changing while this request was decided`);
}

function standstill({ stream, expect, events }: StreamWrite): Condition[] {
  return events.length === 0 && expect !== 'any' ? [{ stream, at: expect }] : [];
}

/** Flat domain events -> what the store takes, with the context's actor and trace. */
export function toNewEvents<K extends EventCatalogue>(
  catalogue: K,
  context: CommandContext,
  events: readonly EventsOf<K>[],
  newId: () => string,
): NewEvent[] {
  return events.map((event) => {
    const { type, ...data } = event as { type: string } & JsonObject;
    const schema = catalogue[type]?.schema;
    if (schema === undefined) throw new Error(`event type ${type} is not in the catalogue`);
    const { actor, correlation, causation, trace } = context;
    return { id: newId(), type, schema, actor, correlation, causation, trace, data, sealed: null };
  });
}

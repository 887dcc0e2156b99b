import type { CommandContext, CommandTarget, Handled } from './command-context.js';
import { decide, type Message } from './decider.js';
import type { NewEvent } from './envelope.js';
import { ConflictError, EventIdReusedError, type Condition, type StreamWrite } from './event-store.js';
import type { EventCatalogue, EventsOf } from './event-types.js';
import type { JsonObject } from './json.js';
import { recordedEffect, seededIds, withIds } from './seeded-command.js';
import { isRefusal, refuse, type Refusal } from './refusal.js';

/** Attempts before a command that keeps losing races is answered with STREAM_BUSY. */
export const MAX_ATTEMPTS = 8;

export interface CommandOptions<E> {
  /** Other streams that must stand still, asked anew on each attempt. */
  readonly conditions?: () => Promise<readonly Condition[]>;
  /** Writes to other streams that must commit together with this command's events, asked anew on each attempt. */
  readonly together?: (events: readonly E[]) => Promise<readonly StreamWrite[] | Refusal>;
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
  command: C,
  options: CommandOptions<EventsOf<K>> = {},
): Promise<Handled<EventsOf<K>, S> | Refusal> {
  const { store, states, decider } = target;
  const idOf = seededIds(target, context, stream, command);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const earlier = idOf && (await recordedEffect(target, context, stream, idOf));
    if (earlier) return earlier;
    const loaded = await states.refresh(context.tenant, stream);
    const decided = decide(decider, command, loaded.state);
    if (isRefusal(decided)) return decided;
    if (decided.length === 0) return { events: [], state: loaded.state, receipt: undefined };
    const together = (await options.together?.(decided)) ?? [];
    if (isRefusal(together)) return together;
    const conditions = (await options.conditions?.()) ?? [];
    const own = { stream, expect: loaded.revision, events: toNewEvents(target.catalogue, context, decided, target.newId) };
    try {
      const writes = withIds([own, ...together], idOf);
      const receipt = await store.append({ tenant: context.tenant, writes, conditions });
      return { events: decided, state: states.advance(context.tenant, stream, loaded, decided).state, receipt };
    } catch (error) {
      // An id in use: the same command came by another way at this moment.
      if (!(error instanceof ConflictError || (idOf && error instanceof EventIdReusedError))) throw error;
    }
  }
  return refuse('STREAM_BUSY', `${stream} kept changing while this request was decided`);
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

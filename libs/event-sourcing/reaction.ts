import type { CommandTarget } from './command-context.js';
import type { Decider, Message } from './decider.js';
import type { RecordedEvent } from './envelope.js';
import type { EventStore } from './event-store.js';
import { fromRecorded, type EventCatalogue, type EventsOf } from './event-types.js';
import { handleCommand } from './handle-command.js';
import { isRefusal, type Refusal } from './refusal.js';
import { StreamStates } from './stream-states.js';

/** Streams that one command is decided on. */
const REMEMBERED = 2;

/** The rules of a stream, as its feature offers them to others. */
export interface StreamRules<C extends Message, K extends EventCatalogue, S, R extends string> {
  readonly catalogue: K;
  readonly decider: Decider<C, EventsOf<K>, S, R>;
}

/** A command for the decider of a stream: one append. */
export interface CommandStep {
  readonly tenant: string;
  readonly stream: string;
  readonly command: Message;
  readonly rules: StreamRules<Message, EventCatalogue, unknown, string>;
  /** Refusals that mean that nothing is left to do. Any other is a failure, and the event is reacted to again. */
  readonly doneWhenRefused: readonly string[];
}

/** Longer work, for a job: it is run soon, and the job MUST find out itself that it is due should this be lost. */
export interface JobStep {
  readonly job: string;
  /** The same for the same work. */
  readonly id: string;
  /** Milliseconds since 1970 at which it is due; at once when left out. */
  readonly at?: number;
}

/** The run of a job for `subject` that is due at that time, in milliseconds since 1970; another time is another run. */
export function runAt(subject: string, at: number): { readonly id: string; readonly at: number } {
  return { id: `${subject}@${at}`, at };
}

/** What a run made by `runAt` is for. */
export function subjectOf(id: string): string {
  return id.slice(0, id.lastIndexOf('@'));
}

/** When a run made by `runAt` is due. */
export function timeOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('@') + 1));
}

export type ReactionStep = CommandStep | JobStep;

/**
 * Events of one feature -> a command of another, or a job. Pure, like a decider: it sees one event and answers what has to be
 * done about it, which is at most one append. Its runner makes the append, at least once per event, in order per ledger; the
 * ids of what is appended follow from the event's, so that it takes effect once.
 */
export interface Reaction {
  /** Unique, stable: names the checkpoint, and the ids of what it appends. */
  readonly name: string;
  readonly when: { readonly [eventType: string]: (event: RecordedEvent) => ReactionStep | undefined };
}

/** A reaction to a catalogue's events, which it sees in their current shape and as they are recorded. */
export function reaction<C extends EventCatalogue>(
  catalogue: C,
  { name, when }: { readonly name: string; readonly when: ReactionHandlers<C> },
): Reaction {
  const reading = Object.entries(when as Readonly<Record<string, Handler<C> | undefined>>).map(
    ([type, handle]) =>
      [
        type,
        (recorded: RecordedEvent) => {
          const event = fromRecorded(catalogue, recorded);
          return event && handle?.(event, recorded);
        },
      ] as const,
  );
  return { name, when: Object.fromEntries(reading) };
}

export type ReactionHandlers<C extends EventCatalogue> = {
  readonly [K in keyof C & string]?: (
    event: Extract<EventsOf<C>, { readonly type: K }>,
    recorded: RecordedEvent,
  ) => ReactionStep | undefined;
};

type Handler<C extends EventCatalogue> = (event: EventsOf<C>, recorded: RecordedEvent) => ReactionStep | undefined;

/** The step that sends a command to the decider of another stream. */
export function sending<C extends Message, K extends EventCatalogue, S, R extends string>(
  rules: StreamRules<C, K, S, R>,
  to: { readonly tenant: string; readonly stream: string },
  command: C,
  doneWhenRefused: readonly NoInfer<R>[] = [],
): CommandStep {
  return { ...to, command, rules: rules as unknown as CommandStep['rules'], doneWhenRefused };
}

/** What a runner of reactions has. */
export interface ReactionMeans extends Pick<CommandTarget<Message, EventCatalogue, unknown, string>, 'newId' | 'nameBasedId'> {
  readonly store: CommandTarget<Message, EventCatalogue, unknown, string>['store'] & Pick<EventStore, 'readStream'>;
  /** MUST NOT wait for the job. */
  readonly requestJob: (name: string, id: string, at?: number) => void;
}

/** What a reaction asks for about one event; undefined when there is nothing to do. */
export function stepFor({ when }: Reaction, event: RecordedEvent): ReactionStep | undefined {
  return Object.hasOwn(when, event.type) ? when[event.type]?.(event) : undefined;
}

/** Does what a reaction asks for about one event. Safe to repeat, also by another process at the same time. */
export async function react(means: ReactionMeans, reaction: Reaction, event: RecordedEvent): Promise<void> {
  const step = stepFor(reaction, event);
  if (!step) return;
  if ('job' in step) means.requestJob(step.job, step.id, step.at);
  else await sendOnce(means, reaction.name, event, step);
}

/** The command that an event caused was refused, and not because it was done already. */
export class ReactionRefusedError extends Error {
  override readonly name = 'ReactionRefusedError';
  constructor(
    readonly reaction: string,
    readonly refusal: Refusal,
  ) {
    super(`${reaction} was refused: ${refusal.refused}${refusal.detail ? `, ${refusal.detail}` : ''}`);
  }
}

/** The seed makes a repetition find what was appended, and the same answer. */
async function sendOnce(means: ReactionMeans, name: string, event: RecordedEvent, step: CommandStep): Promise<void> {
  const { tenant, stream, command, rules, doneWhenRefused } = step;
  const { correlation, trace } = event;
  const seed = `writ/reaction\n${name}\n${event.tenant}\n${event.id}`;
  const context = { tenant, actor: { kind: 'system', id: name }, correlation, causation: event.id, trace, seed } as const;
  const states = new StreamStates(means.store, rules.catalogue, rules.decider, REMEMBERED);
  const handled = await handleCommand({ ...means, ...rules, states }, context, stream, command);
  if (isRefusal(handled) && !doneWhenRefused.includes(handled.refused)) throw new ReactionRefusedError(name, handled);
}

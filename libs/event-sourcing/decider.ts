import { type Refusal } from './refusal.js';

export interface Message {
  readonly type: string;
}

/** How a stream's events become state. Pure; MUST NOT fail on any event that was ever recorded. */
export interface Evolver<E extends Message, S> {
  readonly initial: S;
  readonly evolve: { readonly [K in E['type']]: (state: S, event: Extract<E, { type: K }>) => S };
}

/**
 * The rules of one kind of stream. `decide` answers a command with the events it causes (possibly none: already so) or a
 * refusal. Both maps are keyed by message type, so the keys are a table of contents and forgetting one does not compile.
 */
export interface Decider<C extends Message, E extends Message, S, R extends string> extends Evolver<E, S> {
  readonly decide: { readonly [K in C['type']]: (command: Extract<C, { type: K }>, state: S) => readonly E[] | Refusal<R> };
}

export function decider<C extends Message, E extends Message, S, R extends string>(
  rules: Decider<C, E, S, R>,
): Decider<C, E, S, R> {
  return rules;
}

/** Applies one event; an event type the evolver does not know leaves the state as it is. */
export function evolve<E extends Message, S>(rules: Evolver<E, S>, state: S, event: E): S {
  const apply = rules.evolve[event.type as E['type']] as ((state: S, event: E) => S) | undefined;
  return apply ? apply(state, event) : state;
}

export function fold<E extends Message, S>(rules: Evolver<E, S>, events: Iterable<E>, from: S = rules.initial): S {
  let state = from;
  for (const event of events) state = evolve(rules, state, event);
  return state;
}

export function decide<C extends Message, E extends Message, S, R extends string>(
  rules: Decider<C, E, S, R>,
  command: C,
  state: S,
): readonly E[] | Refusal<R> {
  const handle = rules.decide[command.type as C['type']] as (command: C, state: S) => readonly E[] | Refusal<R>;
  return handle(command, state);
}

import { Inject, Injectable } from '@nestjs/common';
import { nameBasedId, newId } from '#libs/event-ids';
import { Turns } from '#libs/bounded';
import {
  decideWrite,
  handleCommand,
  StreamStates,
  type AskedAnew,
  type CommandContext,
  type CommandOptions,
  type DecidedWrite,
  type Decider,
  type EventCatalogue,
  type EventsOf,
  type EventStore,
  type Evolver,
  type Handled,
  type Message,
  type Refusal,
} from '#libs/event-sourcing';

export const EVENT_STORE = Symbol('event-store');

/** One kind of stream bound to the ledger: what a feature's command handler needs, and nothing more. */
export interface StreamKind<C extends Message, K extends EventCatalogue, S, R extends string> {
  readonly states: StreamStates<K, S>;
  /** Commands to one stream take turns in this process: only other processes, or other streams, are raced. */
  handle(
    context: CommandContext,
    stream: string,
    command: C | AskedAnew<C>,
    options?: CommandOptions<EventsOf<K>>,
  ): Promise<Handled<EventsOf<K>, S> | Refusal<R | 'STREAM_BUSY'>>;
  /** What the command comes to, for an append that another stream's command makes. */
  decide(context: CommandContext, stream: string, command: C): Promise<DecidedWrite<EventsOf<K>, S> | Refusal<R>>;
}

/** The features' way to the ledger: binds deciders to the store with remembered state. */
@Injectable()
export class Ledger {
  constructor(@Inject(EVENT_STORE) readonly store: EventStore) {}

  readonly newId = newId;

  streams<C extends Message, K extends EventCatalogue, S, R extends string>(
    catalogue: K,
    decider: Decider<C, EventsOf<K>, S, R>,
    capacity?: number,
  ): StreamKind<C, K, S, R> {
    const states = this.states(catalogue, decider, capacity);
    const target = { store: this.store, states, catalogue, decider, newId: this.newId, nameBasedId };
    const turns = new Turns();
    return {
      states,
      handle: (context, stream, command, options) =>
        turns.take(`${context.tenant}\n${stream}`, () => handleCommand(target, context, stream, command, options)) as Promise<
          Handled<EventsOf<K>, S> | Refusal<R | 'STREAM_BUSY'>
        >,
      decide: (context, stream, command) =>
        decideWrite(target, context, stream, command) as Promise<DecidedWrite<EventsOf<K>, S> | Refusal<R>>,
    };
  }

  /** Remembered state of streams this feature reads but does not decide. */
  states<K extends EventCatalogue, S>(catalogue: K, rules: Evolver<EventsOf<K>, S>, capacity?: number): StreamStates<K, S> {
    return new StreamStates(this.store, catalogue, rules, capacity);
  }
}

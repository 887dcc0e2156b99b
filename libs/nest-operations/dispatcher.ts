import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { CommandBus, QueryBus, type Command, type Query } from '@nestjs/cqrs';
import type { AnswerOf, AnyOperation, Asked, InputOf } from '#libs/operations';
import type { Refusal } from '#libs/event-sourcing';
import { handledBy } from './handlers.js';
import { DeclaredOperations } from './declared-operations.js';

/**
 * Brings a message to its handler over the command or the query bus. The bus takes a second handler for the first one's
 * replacement and finds a missing one when it is first asked; both end the start instead.
 */
@Injectable()
export class Dispatcher implements OnModuleInit {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(DeclaredOperations) private readonly declared: DeclaredOperations,
  ) {}

  onModuleInit(): void {
    const problems = handlerProblems(this.declared.all(), this.handlers());
    if (problems.length > 0) throw new Error(`operations and handlers do not match: ${problems.join('; ')}`);
  }

  /** `input` MUST have been checked against the operation's schemas. */
  dispatch<O extends AnyOperation, C>(operation: O, input: InputOf<O>, caller: C): Promise<AnswerOf<O> | Refusal> {
    const message = new (operation as unknown as new (input: InputOf<O>, caller: C) => Asked<InputOf<O>, C>)(input, caller);
    return operation.kind === 'command'
      ? this.commands.execute(message as unknown as Command<AnswerOf<O> | Refusal>)
      : this.queries.execute(message as unknown as Query<AnswerOf<O> | Refusal>);
  }

  private handlers(): HandlerClass[] {
    return this.discovery
      .getProviders()
      .map(({ metatype }) => metatype)
      .filter((metatype): metatype is HandlerClass => typeof metatype === 'function' && handledBy(metatype) !== undefined);
  }
}

type HandlerClass = new (...given: never[]) => object;

/** Every operation without exactly one handler, and every handler of something that no feature declares. */
export function handlerProblems(operations: readonly AnyOperation[], handlers: readonly HandlerClass[]): string[] {
  const unique = [...new Set(handlers)];
  const names = operations.map(({ spec }) => spec.name);
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is declared twice`),
    ...operations.flatMap((operation) => {
      const found = unique.filter((handler) => handledBy(handler) === operation).map(({ name }) => name);
      if (found.length === 1) return [];
      return [`${operation.spec.name} has ${found.length === 0 ? 'no handler' : `the handlers ${found.join(' and ')}`}`];
    }),
    ...unique
      .filter((handler) => !operations.some((operation) => handledBy(handler) === operation))
      .map(({ name }) => `${name} handles what no feature declares`),
  ];
}

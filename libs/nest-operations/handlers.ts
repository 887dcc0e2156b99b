import { CommandHandler, QueryHandler, type ICommand } from '@nestjs/cqrs';
import type { Type } from '@nestjs/common';
import type { AnyOperation, AnswerOf, Asked, InputOf } from '#libs/operations';
import type { Refusal } from '#libs/event-sourcing';

/** What carries out one operation. A refusal is returned, never thrown; what is thrown is a fault. */
export interface Handles<O extends AnyOperation, C> {
  execute(asked: Asked<InputOf<O>, C>): Promise<AnswerOf<O> | Refusal>;
}

/** Marks the one class that carries out `operation`. */
export function Handler(operation: AnyOperation): ClassDecorator {
  const message = operation as unknown as Type<ICommand>;
  return operation.kind === 'command' ? CommandHandler(message) : QueryHandler(message);
}

/** The operation a class was marked as the handler of. */
export function handledBy(handler: object): AnyOperation | undefined {
  return (Reflect.getMetadata(COMMAND_HANDLER, handler) ?? Reflect.getMetadata(QUERY_HANDLER, handler)) as
    | AnyOperation
    | undefined;
}

/** Where the decorators of @nestjs/cqrs keep it; the package exports the names of neither. */
const COMMAND_HANDLER = '__commandHandler__';
const QUERY_HANDLER = '__queryHandler__';

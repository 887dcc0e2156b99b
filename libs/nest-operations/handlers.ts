import { Inject, type Abstract, type Type } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommand } from '@nestjs/cqrs';
import type { AnyOperation, AnswerOf, Asked, InputOf } from '#libs/operations';
import type { Refusal } from '#libs/event-sourcing';

/** What carries out one operation. A refusal is returned, never thrown; what is thrown is a fault. */
export interface Handles<O extends AnyOperation, C> {
  execute(asked: Asked<InputOf<O>, C>): Promise<AnswerOf<O> | Refusal>;
}

export type Provided = Type | Abstract<unknown>;
/** What Nest provides for them. */
export type Instances<P extends readonly Provided[]> = { [I in keyof P]: P[I] extends { prototype: infer T } ? T : never };

/** The one class that carries out `operation`, with what the module provides for `means`. */
export function handling<O extends AnyOperation, C, const P extends readonly Provided[]>(
  operation: O,
  means: P,
  carryOut: (asked: Asked<InputOf<O>, C>, ...means: Instances<P>) => Promise<AnswerOf<O> | Refusal>,
): Type<Handles<O, C>> {
  class OperationHandler implements Handles<O, C> {
    private readonly means: Instances<P>;
    constructor(...provided: unknown[]) {
      this.means = provided as Instances<P>;
    }
    execute(asked: Asked<InputOf<O>, C>) {
      return carryOut(asked, ...this.means);
    }
  }
  Object.defineProperty(OperationHandler, 'name', { value: `${operation.name}Handler` });
  for (const [place, provider] of means.entries()) Inject(provider)(OperationHandler, undefined, place);
  handlerOf(operation)(OperationHandler);
  return OperationHandler;
}

function handlerOf(operation: AnyOperation): ClassDecorator {
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

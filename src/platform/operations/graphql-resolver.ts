import { Inject, SetMetadata, type Type } from '@nestjs/common';
import { Args, Context, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { AnyOperation, GraphqlField } from '#libs/operations';
import { ACCESS } from '#platform/auth/access';
import type { GraphqlContext } from '#platform/graphql/graphql-errors';
import { refuseWith } from '#platform/http/problem-details';
import { orThrow } from '#platform/http/responses';
import { bytesOf } from '#platform/http/sizes/answer-budget';
import type { Caller } from './caller.js';
import { FrontDoor } from './front-door.js';
import { graphqlAnswer } from './graphql-answer.js';
import { askedOf, graphqlArguments, type Members } from './graphql-arguments.js';

interface Generated {
  readonly door: FrontDoor;
}

/** The fields of the operations of one group as the resolver one would write by hand. */
export function graphqlResolver(group: string, operations: readonly AnyOperation[]): Type {
  const name = `${group.charAt(0).toUpperCase()}${group.slice(1)}Resolver`;
  const made = {
    [name]: class {
      constructor(readonly door: FrontDoor) {}
    },
  }[name] as Type<Generated>;
  Resolver()(made);
  Inject(FrontDoor)(made, undefined, 0);
  for (const operation of operations) if (operation.spec.graphql) addField(made, operation, operation.spec.graphql);
  return made;
}

function addField(resolver: Type<Generated>, operation: AnyOperation, field: GraphqlField): void {
  const { name, access } = operation.spec;
  const readers = graphqlArguments(operation, field);
  const { type, shaped } = graphqlAnswer(operation, field);
  const isCommand = operation.kind === 'command';
  const decorators = [Context(), Info(), ...readers.map(({ decorator }) => decorator), ...(isCommand ? [KEY] : [])];
  const handler = async function (this: Generated, context: GraphqlContext, info: GraphQLResolveInfo, ...given: unknown[]) {
    const members = Object.assign({}, ...readers.map(({ read }, index) => read(given[index]))) as Members;
    const key = isCommand ? given[readers.length] : undefined;
    const caller = callerOf(context, info, key);
    const answer = orThrow(await context.budget.spentBy(() => this.door.ask(operation, askedOf(operation, members), caller)));
    // What a command did is told however much it is.
    if (!isCommand) context.budget.tell(bytesOf(answer));
    return shaped(answer, members);
  };
  const prototype = resolver.prototype as object;
  Object.defineProperty(prototype, name, { value: handler, writable: true, configurable: true });
  const types = decorators.map(() => Object);
  Reflect.defineMetadata('design:paramtypes', types, prototype, name);
  for (const [index, decorate] of decorators.entries()) decorate(prototype, name, index);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  const options = { nullable: field.nullable === true, ...(field.says !== undefined && { description: field.says }) };
  const kind = isCommand ? Mutation(() => type, options) : Query(() => type, options);
  for (const decorate of [kind, SetMetadata(ACCESS, access)]) decorate(prototype, name, descriptor);
}

/** Beside the header, so that each field of a document can have a key of its own; it wins over the header. */
const KEY = Args('idempotencyKey', {
  type: () => String,
  nullable: true,
  description: 'The same key and arguments within 24 hours answer the first result again; other arguments are refused.',
});

function callerOf(
  { writ: facts, minPosition, idempotencyKey }: GraphqlContext,
  info: GraphQLResolveInfo,
  argument: unknown,
): Caller {
  if (!facts.principal) throw refuseWith('UNAUTHENTICATED');
  const header = Array.isArray(idempotencyKey) ? idempotencyKey.join(', ') : idempotencyKey;
  const key = typeof argument === 'string' ? argument : keyOf(header, info);
  return { principal: facts.principal, facts, key, minPosition };
}

/** A header covers the whole document: where that has several fields, each has the key with its own name behind it. */
function keyOf(header: string | undefined, { operation, path }: GraphQLResolveInfo): string | undefined {
  const { selections } = operation.selectionSet;
  const isAlone = selections.length === 1 && selections[0]?.kind === 'Field';
  return header === undefined || isAlone ? header : `${header}#${path.key}`;
}

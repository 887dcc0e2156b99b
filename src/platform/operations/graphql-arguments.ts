import { Args } from '@nestjs/graphql';
import { AS_OF, objectIn, type AnyOperation, type GraphqlField } from '#libs/operations';
import { PageArgs, pageOfArgs } from '#platform/graphql/connections';
import { argumentType, inputType } from '#platform/graphql/zod-types';
import { withoutEmptyMembers } from './input.js';
import type { z } from 'zod';

const PAGING = ['limit', 'cursor'];

export type Members = Readonly<Record<string, unknown>>;

/** One argument of a field and the members of the operation's input it gives. */
export interface ArgumentReader {
  readonly decorator: ParameterDecorator;
  read(given: unknown): Members;
}

/** Whether GraphQL asks for the answer page by page. */
export function isPaged({ spec }: AnyOperation): boolean {
  return spec.query?.shape.cursor !== undefined;
}

/** A list that REST answers whole knows nothing of pages; they are cut from its answer. */
export function askedOf(operation: AnyOperation, members: Members): Members {
  if (isPaged(operation)) return members;
  const { limit: _, cursor: __, ...asked } = members;
  return asked;
}

/** The arguments of a field: the path's members, paging, the query's and the body's, in one input each or one by one. */
export function graphqlArguments(operation: AnyOperation, field: GraphqlField): ArgumentReader[] {
  const { path, query, body } = operation.spec;
  // `asOf` is no filter: it says when, not which.
  const filter = query && withoutMembers(query, [...PAGING, AS_OF]);
  const object = body && objectIn(body);
  return [
    ...(path ? eachMember(path) : []),
    ...(field.connection !== undefined ? [pageArgument()] : []),
    ...(query && AS_OF in query.shape ? eachMember(query.pick({ [AS_OF]: true })) : []),
    ...(filter && field.filter !== undefined ? [wholeArgument('filter', field.filter, filter, true)] : []),
    ...(filter && field.filter === undefined ? eachMember(filter) : []),
    ...(object && field.input !== undefined ? [wholeArgument('input', field.input, object, object !== body)] : []),
    ...(object && field.input === undefined ? eachMember(object) : []),
  ];
}

/** A body with a default may be left out as a whole. */
function wholeArgument(name: string, typeName: string, schema: z.ZodObject, nullable: boolean): ArgumentReader {
  const type = inputType(typeName, schema);
  return {
    decorator: Args(name, { type: () => type, nullable }),
    read: (given) => withoutEmptyMembers(schema, (given ?? {}) as Members),
  };
}

function eachMember(schema: z.ZodObject): ArgumentReader[] {
  return (Object.entries(schema.shape) as [string, z.ZodType][]).map(([name, member]) => ({
    decorator: Args(name, argumentType(name, member)),
    read: (given) => withoutEmptyMembers(schema, { [name]: given }),
  }));
}

function pageArgument(): ArgumentReader {
  return {
    decorator: Args({ type: () => PageArgs }),
    read: (given) => pageOfArgs(given as PageArgs),
  };
}

function withoutMembers(query: z.ZodObject, members: readonly string[]): z.ZodObject | undefined {
  const left = Object.fromEntries(members.filter((name) => name in query.shape).map((name) => [name, true]));
  const rest = query.omit(left as never) as z.ZodObject;
  return Object.keys(rest.shape).length === 0 ? undefined : rest;
}

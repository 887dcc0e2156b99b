import type { Provider, Type } from '@nestjs/common';
import { provideOperations } from '#libs/nest-operations';
import { operationsIn, type AnyOperation } from '#libs/operations';
import { enumType } from '#platform/graphql/zod-types';
import { graphqlResolver } from './graphql-resolver.js';
import { restController } from './rest-controller.js';

/** The GraphQL name of an enumeration: its values, or its values and what it is. */
type Enumerations = Readonly<Record<string, readonly string[] | { readonly values: readonly string[]; readonly says: string }>>;

/** Routes and fields of everything a feature's `operations.ts` exports, for the feature's module. */
export function transportsFor(
  exports: object,
  enumerations: Enumerations = {},
): { readonly controllers: Type[]; readonly providers: Provider[] } {
  for (const [name, values] of Object.entries(enumerations)) {
    if ('says' in values) enumType(name, values.values, values.says);
    else enumType(name, values);
  }
  const groups = Map.groupBy(operationsIn(exports), ({ spec }) => spec.id.split('.')[0] as string);
  const each = [...groups] as [string, AnyOperation[]][];
  return {
    controllers: each.map(([group, operations]) => restController(group, operations)),
    providers: [
      provideOperations(exports),
      ...each
        .filter(([, operations]) => operations.some(({ spec }) => spec.graphql))
        .map(([group, operations]) => graphqlResolver(group, operations)),
    ],
  };
}

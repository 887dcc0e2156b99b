import type { OperationDefinitionNode } from 'graphql';
import { excerpt } from '#libs/bounded';
import { nameAdvice } from '#platform/http/requests/did-you-mean';

/** The members of a GraphQL request, over HTTP and in a `subscribe` message. */
const PARTS = ['query', 'variables', 'operationName', 'extensions'];
const SHOWN = 60;

/** What is wrong with a request that has a member nobody reads: misspelt `variables` would be an operation without any. */
export function unknownPart(request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return undefined;
  const unknown = Object.keys(request).find((name) => !PARTS.includes(name));
  return unknown === undefined ? undefined : `the request has no member ${shown(unknown)}${nameAdvice(unknown, PARTS)}`;
}

/**
 * What is wrong with variables of which the operation declares one less: GraphQL passes over them, and a misspelt filter would be
 * answered as if there were none.
 */
export function unknownVariable(
  operation: OperationDefinitionNode | null | undefined,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): string | undefined {
  if (!operation || !variables) return undefined;
  const declared = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const unknown = Object.keys(variables).find((name) => !declared.includes(name));
  if (unknown === undefined) return undefined;
  return `variables: the operation declares no ${shown(unknown)}${nameAdvice(unknown, declared)}`;
}

function shown(name: string): string {
  return JSON.stringify(excerpt(name, SHOWN));
}

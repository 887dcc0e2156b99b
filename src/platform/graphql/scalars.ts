import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { parseJsonBody } from '#platform/http/bodies/json-body';

/** Any JSON value, held to the same rules as a REST body. */
export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  // Variables arrived in a body that was checked as a whole.
  parseValue: (value) => value,
  parseLiteral: (node, variables) => parseJsonBody(Buffer.from(JSON.stringify(valueFromASTUntyped(node, variables) ?? null))),
});

/** A place in a ledger. GraphQL's own Int ends at 2^31 - 1, which a busy tenant passes. */
export const PositionScalar = new GraphQLScalarType<number, number>({
  name: 'Position',
  description: "A position in the tenant's ledger: a whole number from 0 to 2^53 - 1.",
  serialize: (value) => value as number,
  parseValue: checkedPosition,
  parseLiteral: (node: ValueNode) => checkedPosition(node.kind === Kind.INT ? Number(node.value) : undefined),
});

function checkedPosition(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new GraphQLError('must be a ledger position: a whole number from 0 to 2^53 - 1');
}

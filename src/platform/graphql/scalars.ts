import { GraphQLError, GraphQLScalarType, Kind, type ObjectFieldNode, type ValueNode } from 'graphql';
import { excerpt } from '#libs/bounded';
import { checkJsonValue, JsonTextError } from '#libs/exact-json';

const SHOWN = 40;
type Variables = Readonly<Record<string, unknown>> | null | undefined;

/** Any JSON value, held to the same rules as a REST body. */
export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  // Variables arrived in a body that was checked as a whole.
  parseValue: (value) => value,
  // Its numbers and the names of its members were looked at with the document; see exact-literals.ts.
  parseLiteral: (node, variables) => {
    const value = valueOf(node, variables) ?? null;
    try {
      checkJsonValue(value, { what: 'the literal' });
    } catch (error) {
      if (error instanceof JsonTextError) throw new GraphQLError(error.message);
      throw error;
    }
    return value;
  },
});

/** Variables that were not given are left out, as GraphQL has it. */
function valueOf(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.ENUM:
      // NaN, Infinity, True, undefined: to JSON they are nothing, and as a text they would pass for what they are not.
      throw new GraphQLError(`${excerpt(node.value, SHOWN)} is no JSON value; a text stands in quotes`, { nodes: node });
    case Kind.LIST:
      return node.values.map((item) => valueOf(item, variables) ?? null);
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => memberOf(field, variables)).filter(([, value]) => value !== undefined),
      );
    case Kind.VARIABLE:
      return variables?.[node.name.value];
  }
}

function memberOf({ name, value }: ObjectFieldNode, variables: Variables): [string, unknown] {
  return [name.value, valueOf(value, variables)];
}

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

/** Times are told to the microsecond and stay the text they are; one that is given is read by the schema it belongs to. */
export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'A time of RFC 3339, such as 2026-01-31T09:30:00.250000Z. Answers are in UTC.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => (value instanceof Date ? value.toISOString() : (value as string)),
  parseValue: checkedText,
  parseLiteral: (node: ValueNode) => checkedText(node.kind === Kind.STRING ? node.value : undefined),
});

function checkedText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError('must be a time of RFC 3339, as a string');
}

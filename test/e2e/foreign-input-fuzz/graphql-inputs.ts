import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';
import type { Draw } from './draw.js';
import { bent, type Bent, literalOf, plain, textOf, type Member, type Part } from './json-text.js';
import { SchemaValues } from './schema-values.js';
import type { World } from './world.js';

const file = new URL('../../../../docs/reference/api/schema.graphql', import.meta.url);
const schema = buildSchema(readFileSync(fileURLToPath(file), 'utf8'));

export interface GraphqlInput {
  readonly field: string;
  /** The arguments as everybody reads them; undefined where that is open. */
  readonly given: unknown;
  /** Arguments that are enums, which events spell otherwise. */
  readonly enums: ReadonlySet<string>;
  readonly body: string;
  readonly never: string | undefined;
}

const SLOW =
  /^(checkInvariants|checkPolicy|comparePolicies|evaluatePolicy|policyDiff|instantiatePolicyTemplate|addPolicy|publishPolicy|rollBackPolicy)/;
const fieldsOf = (kind: 'query' | 'mutation' | 'subscription') => {
  const root = { query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() }[
    kind
  ];
  return Object.values(root?.getFields() ?? {}).map((field) => ({ kind, field }));
};
const FIELDS = [...fieldsOf('query'), ...fieldsOf('mutation')];
const QUICK = FIELDS.filter(({ field }) => !SLOW.test(field.name));

/** An operation with its arguments as literals or as variables; arguments, document or body are made wrong, or nothing is. */
export function graphqlInput(draw: Draw, world: World, nth: number): GraphqlInput {
  const { kind, field } = draw.of(draw.once(60) ? FIELDS : QUICK);
  return operation(draw, world, nth, kind, field);
}

/** A subscription, whose document travels over the socket. */
export function subscriptionInput(draw: Draw, world: World, nth: number): GraphqlInput {
  const { kind, field } = draw.of(fieldsOf('subscription'));
  return operation(draw, world, nth, kind, field);
}

function operation(draw: Draw, world: World, nth: number, kind: string, field: GraphQLField<unknown, unknown>): GraphqlInput {
  const values = new GraphqlValues(draw, world, nth);
  const given = field.args
    .filter(({ type }) => isNonNullType(type) || draw.once(2))
    .map(({ name, type }) => ({ name, type, part: values.of(type, name) }));
  const selection = selectionOf(field.type, 3);
  const { enums } = values;
  if (draw.once(2)) {
    const heads = given.map(({ name, type }) => `$${name}: ${String(type)}`);
    const uses = given.map(({ name }) => `${name}: $${name}`);
    const query = `${kind} Op${bracketed(heads)} { ${field.name}${bracketed(uses)} ${selection} }`;
    const members = [member('query', plain(query)), member('variables', objectOf(given)), member('operationName', plain('Op'))];
    const { text, never } = bent(draw, { kind: 'object', isClosed: false, members });
    return { field: field.name, given: variablesOf(text), enums, body: text, never };
  }
  const meant: unknown = JSON.parse(textOf(objectOf(given)));
  const isBent = draw.once(2);
  const written = isBent ? literalBent(draw, objectOf(given)) : { text: literalOf(objectOf(given)) };
  const inside = written.text.replace(/^\{|\}$/gs, '').trim();
  const document = `${kind} { ${field.name}${inside === '' ? '' : `(${inside})`} ${selection} }`;
  const query = documentOf(draw, document);
  const whole: Part = { kind: 'object', isClosed: false, members: [member('query', plain(query))] };
  const body = draw.once(8) ? bent(draw, whole) : { text: textOf(whole) };
  const never = (query === document ? written.never : undefined) ?? body.never;
  return { field: field.name, given: isBent || query !== document ? undefined : meant, enums, body: body.text, never };
}

function variablesOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { variables?: unknown }).variables;
  } catch {
    return undefined;
  }
}

const bracketed = (parts: readonly string[]) => (parts.length === 0 ? '' : `(${parts.join(', ')})`);
const member = (name: string, value: Part): Member => ({ name: JSON.stringify(name), value });
const objectOf = (given: readonly { name: string; part: Part }[]): Extract<Part, { kind: 'object' }> => ({
  kind: 'object',
  isClosed: true,
  members: given.map(({ name, part }) => member(name, part)),
});

const NEVER = [
  '1e999',
  '-1e999',
  '1e-400',
  '9007199254740993',
  '3.141592653589793238',
  'NaN',
  'Infinity',
  '{a: 1, a: 2}',
  '0x1',
  '01',
  '"\\ud800"',
];
const ODD = [
  'null',
  'true',
  '-1',
  '0',
  '1.0',
  '2147483648',
  '""',
  '"\\u0000"',
  '[]',
  '{}',
  '$none',
  'ENUM',
  '"""block\n  "text" """',
  '"\\u{1F600}"',
  '{__proto__: 1}',
];

function literalBent(draw: Draw, part: Part): Bent {
  const all: Member[] = [];
  const visit = (one: Part): void => {
    if (one.kind === 'list') one.items.forEach(visit);
    if (one.kind === 'object')
      for (const each of one.members) {
        all.push(each);
        visit(each.value);
      }
  };
  visit(part);
  if (all.length === 0) return { text: literalOf(part) };
  const isNever = draw.once(2);
  const text = draw.of(isNever ? NEVER : ODD);
  draw.of(all).value = { kind: 'plain', text };
  return { text: literalOf(part), ...(isNever && { never: text }) };
}

/** The document is made longer, doubled, deeper, or stays. */
function documentOf(draw: Draw, query: string): string {
  if (!draw.once(6)) return query;
  const ways = [
    `\ufeff${query}`,
    `${query} ${query}`,
    query.replace('{', `{ ${'a: __typename '.repeat(3)}`),
    `${query} fragment F on Query { ...F }`,
    query.replace('{', '@skip(if: true) {'),
    query.replace(/\}$/, '} #\ud800'),
    `${'{'.repeat(200)}${'}'.repeat(200)}`,
    `# ${'x'.repeat(20_000)}\n${query}`,
    query.slice(0, draw.below(query.length)),
    '{ __schema { types { name fields { name type { name ofType { name } } } } } }',
    `query A { __typename } query B { __typename }`,
    `{ __type(name: "Query") { name } }`,
  ];
  return draw.of(ways);
}

function selectionOf(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const parts = Object.values(named.getFields())
    .filter(({ args }) => args.length === 0)
    .map(({ name, type: of }) => {
      if (!isObjectType(getNamedType(of))) return name;
      return depth > 0 ? `${name} ${selectionOf(of, depth - 1)}` : '';
    })
    .filter((text) => text !== '');
  return `{ ${parts.length === 0 ? '__typename' : parts.join(' ')} }`;
}

class GraphqlValues {
  readonly enums = new Set<string>();
  private readonly plain: SchemaValues;

  constructor(
    private readonly draw: Draw,
    world: World,
    nth: number,
  ) {
    const first = (name: string) => (world.paths[name] ?? []).slice(0, 3);
    const things = Object.fromEntries(Object.keys(world.paths).map((kind) => [kind, first(kind)]));
    const words = {
      ...things,
      ...world.words,
      keyId: first('keyId'),
      tenant: first('tenant'),
      operator: first('operator'),
      name: ['x', 'gate'],
    };
    this.plain = new SchemaValues(
      draw,
      {},
      { ...words, readModel: ['risk', 'decisions'], agent: ['victim'], id: [...(world.words['id'] ?? []), ...first('decision')] },
      nth,
    );
  }

  of(type: GraphQLInputType, name: string): Part {
    if (isNonNullType(type)) return this.of(type.ofType as GraphQLInputType, name);
    if (isListType(type)) return { kind: 'list', items: [this.of(type.ofType as GraphQLInputType, name)] };
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(({ type: of }) => isNonNullType(of) || !this.draw.once(3));
      return {
        kind: 'object',
        isClosed: true,
        members: fields.map((field) => member(field.name, this.of(field.type, field.name))),
      };
    }
    if (isEnumType(type)) {
      this.enums.add(name);
      const value = this.draw.of(type.getValues()).name;
      return { kind: 'plain', text: JSON.stringify(value), literal: value };
    }
    switch (type.name) {
      case 'Int':
      case 'Position':
        return this.plain.of({ type: 'integer', minimum: 0, maximum: 5 }, name);
      case 'Float':
        return this.plain.of({ type: 'number', minimum: 0, maximum: 5 }, name);
      case 'Boolean':
        return this.plain.of({ type: 'boolean' }, name);
      case 'JSON':
        return this.plain.of({}, name);
      default:
        return this.plain.of({ type: 'string' }, name);
    }
  }
}

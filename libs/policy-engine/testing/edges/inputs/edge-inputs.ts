import fc from 'fast-check';
import type { OpaType } from '../../../capabilities.js';
import { objectOf } from '../../../objects.js';
import { RegoSet, type Value } from '../../../values.js';

/** The operands of one call; as text where their spelling counts, such as `["%.2f", [19.0]]`. */
export type EdgeInput = readonly Value[] | string;

/** What the built-ins of one family are asked. */
export interface EdgeFamily {
  readonly name: string;
  /** Inputs picked by hand, by built-in. */
  readonly picked: Readonly<Record<string, readonly EdgeInput[]>>;
  /** Generators of the operands of built-ins for which their types alone would rarely hit anything. */
  readonly generated?: Readonly<Record<string, fc.Arbitrary<readonly Value[]>>>;
}

/** All combinations of one value from each list. */
export function crossed(...lists: readonly (readonly Value[])[]): Value[][] {
  return lists.reduce<Value[][]>((rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])), [[]]);
}

export function setOf(...members: readonly Value[]): RegoSet {
  return RegoSet.of(members);
}

const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'A b',
  'a,b',
  'é',
  'ß',
  '😀',
  '0',
  '-1',
  '1.5',
  ' ',
  '\n',
  '\u0000',
  'a/b',
  '%',
  '[',
  '\\',
  '$1',
  '{}',
  '"',
];
const NUMBERS: Value[] = [0, 1, -1, 2, 3, 1.5, -0.5, 10, 64, -7];
const LIMITED: Value[] = [null, true, false];
const ANYTHING: Value[] = [
  ...LIMITED,
  0,
  1,
  -1,
  1.5,
  '',
  'a',
  [],
  ['a'],
  [1, 'a'],
  {},
  { a: 1 },
  RegoSet.of([]),
  setOf('a'),
  setOf(1, 'a'),
];

/** A few values of a type, the plainest first. */
function valuesOfType(type: OpaType): Value[] {
  switch (type.type) {
    case 'string':
      return TEXTS;
    case 'number':
      return NUMBERS;
    case 'boolean':
      return [true, false];
    case 'null':
      return [null];
    case 'array':
      return type.static ? tuples(type.static) : lists(valuesOfType(type.dynamic ?? { type: 'any' }));
    case 'set':
      return lists(valuesOfType(type.of)).map((list) => RegoSet.of(list as Value[]));
    case 'object':
      return objects(type);
    case 'any':
      return type.of ? type.of.flatMap((choice) => valuesOfType(choice).slice(0, 8)) : ANYTHING;
  }
}

function lists(members: readonly Value[]): Value[] {
  return [
    [],
    ...members.slice(0, 4).map((member) => [member]),
    members.slice(0, 2),
    members.slice(1, 4),
    [...members.slice(0, 2), ...members.slice(0, 2)],
  ];
}

function tuples(types: readonly OpaType[]): Value[] {
  const columns = types.map((type) => valuesOfType(type));
  return Array.from({ length: 4 }, (_, row) => columns.map((column) => column[row % column.length]!));
}

function objects(type: OpaType & { type: 'object' }): Value[] {
  const fixed = (type.static ?? []).map(({ key, value }) => [key, valuesOfType(value)[1] ?? null] as const);
  const rows = (type.dynamic ? valuesOfType(type.dynamic.value) : []).slice(0, 4);
  const keys = type.dynamic ? valuesOfType(type.dynamic.key) : [];
  return [objectOf(fixed), ...rows.map((value, i) => objectOf([...fixed, [keys[(i + 1) % keys.length]!, value] as const])), {}];
}

/** Each operand by itself at every edge, the others plain; values of wrong types among them. */
export function typedInputs(operands: readonly OpaType[]): Value[][] {
  const plain: Value[] = operands.map((type) => valuesOfType(type)[1] ?? null);
  return operands.flatMap((type, at) => [...valuesOfType(type), ...ANYTHING].map((value) => plain.with(at, value)));
}

/** Operands of a signature: mostly of the right type, at times any value. */
export function typedArbitrary(operands: readonly OpaType[]): fc.Arbitrary<readonly Value[]> {
  return fc.tuple(
    ...operands.map((type) => fc.oneof({ weight: 12, arbitrary: arbitraryOf(type, 2) }, fc.constantFrom(...ANYTHING))),
  );
}

function arbitraryOf(type: OpaType, depth: number): fc.Arbitrary<Value> {
  switch (type.type) {
    case 'string':
      return fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 5 }), fc.string({ unit: 'grapheme', maxLength: 4 }));
    case 'number':
      return fc.oneof(fc.constantFrom(...NUMBERS), fc.integer({ min: -70, max: 70 }));
    case 'array':
      if (type.static) return fc.tuple(...type.static.map((member) => arbitraryOf(member, depth - 1)));
      return fc.array(arbitraryOf(type.dynamic ?? { type: 'any' }, depth - 1), { maxLength: 4 });
    case 'set':
      return fc.array(arbitraryOf(type.of, depth - 1), { maxLength: 4 }).map((members) => RegoSet.of(members));
    case 'object':
      return objectArbitrary(type, depth);
    case 'any':
      return type.of ? fc.oneof(...type.of.map((choice) => arbitraryOf(choice, depth))) : anyArbitrary(depth);
    default:
      return fc.constantFrom(...valuesOfType(type));
  }
}

function anyArbitrary(depth: number): fc.Arbitrary<Value> {
  const scalar = fc.oneof(fc.constantFrom(...LIMITED), arbitraryOf({ type: 'string' }, 0), arbitraryOf({ type: 'number' }, 0));
  if (depth <= 0) return scalar;
  const inner = anyArbitrary(depth - 1);
  const entries = fc.array(fc.tuple(fc.constantFrom<Value[]>('a', 'b', 'c', '0', 0), inner), { maxLength: 3 });
  const members = fc.array(inner, { maxLength: 3 });
  return fc.oneof(
    scalar,
    members,
    members.map((list) => RegoSet.of(list)),
    entries.map(objectOf),
  );
}

function objectArbitrary(type: OpaType & { type: 'object' }, depth: number): fc.Arbitrary<Value> {
  const fixed = (type.static ?? []).map(({ key, value }) => fc.tuple(fc.constant<Value>(key), arbitraryOf(value, depth - 1)));
  const { key, value } = type.dynamic ?? { key: { type: 'string' as const }, value: { type: 'any' as const } };
  const others = fc.array(fc.tuple(arbitraryOf(key, 0), arbitraryOf(value, depth - 1)), { maxLength: 3 });
  return fc.tuple(fc.tuple(...fixed), others).map(([own, rest]) => objectOf([...own, ...rest]));
}

import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fc, test } from '@fast-check/jest';
import { isNumber, parseNumber } from './formats/numbers.js';
import { toJson } from './json/json-values.js';
import { insert, lookup, objectOf } from './objects.js';
import {
  RegoMap,
  RegoSet,
  type Value,
  canonicalText,
  compareValues,
  equalValues,
  objectEntries,
  typeName,
  isList,
} from './values.js';

const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('__proto__', 'constructor', 'length', '10', '9', ''),
);
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
  fc
    .tuple(fc.integer({ min: -99, max: 99 }), fc.constantFrom('.0', 'e0', '.50', 'e2', 'e-1', '.33333333333333333334'))
    .map(([whole, rest]) => parseNumber(`${whole}${rest}`)!),
  key,
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => RegoSet.of(items)),
    fc.array(fc.tuple(fc.oneof(key, tie('value')), tie('value')), { maxLength: 4 }).map((entries) => objectOf(entries)),
  ),
}));

/** The same value built in another order, sharing nothing with the first. */
function rebuilt(source: Value): Value {
  if (typeof source !== 'object' || source === null || isNumber(source)) return source;
  if (isList(source)) return source.map(rebuilt);
  if (source instanceof RegoSet) return RegoSet.of(source.sorted().toReversed().map(rebuilt));
  return objectOf(
    objectEntries(source)
      .toReversed()
      .map(([name, item]) => [rebuilt(name), rebuilt(item)] as const),
  );
}

test.prop([value, value, value])('the order of values is total', (a, b, c) => {
  const sign = (x: Value, y: Value): number => Math.sign(compareValues(x, y));
  expect(sign(a, b) + sign(b, a)).toBe(0);
  if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
  expect(sign(a, b) === 0).toBe(equalValues(a, b));
  expect(equalValues(a, b)).toBe(canonicalText(a) === canonicalText(b));
});

test.prop([value])('a value equals itself built in another order', (source) =>
  expectThat(canonicalText(source), equalValues(source, rebuilt(source))).toBe(true),
);

test.prop([fc.array(value, { maxLength: 8 }), value])('sets hold each value once and answer for equal values', (items, other) => {
  const set = RegoSet.of([...items, ...items.map(rebuilt)]);
  for (const item of items) expect(set.contains(rebuilt(item))).toBe(true);
  expect(set.contains(other)).toBe(items.some((item) => equalValues(item, other)));
  const sorted = set.sorted();
  for (let i = 1; i < sorted.length; i += 1) expect(compareValues(sorted[i - 1]!, sorted[i]!)).toBeLessThan(0);
});

test.prop([fc.array(fc.tuple(fc.oneof(key, value), value), { maxLength: 8 }), fc.oneof(key, value)])(
  'objects find what was put in last, under any kind of key',
  (entries, wanted) => {
    const object = objectOf(entries);
    const expected = entries.findLast(([name]) => equalValues(name, wanted));
    const found = lookup(object, wanted);
    expect(found === undefined ? undefined : canonicalText(found)).toStrictEqual(expected && canonicalText(expected[1]));
    expect(object instanceof RegoMap).toBe(entries.some(([name]) => typeof name !== 'string'));
  },
);

test('texts that look like the inside of the set are ordinary members', () => {
  const inner = canonicalText([1]);
  const set = RegoSet.of([[1], inner, `\u0000rego:${inner}`, `\u0000rego:s`]);
  expect(set.cardinality).toBe(4);
  expect([set.contains([1]), set.contains(inner), set.contains('\u0000rego:[]')]).toStrictEqual([true, true, false]);
});

test('a number is the same member however it is held', () => {
  const set = RegoSet.of([1e20, 10n ** 20n, 0, -0]);
  expect(set.sorted()).toStrictEqual([0, 1e20]);
  expect(equalValues(1e20, 10n ** 20n)).toBe(true);
  expect(compareValues(9007199254740993n, 9007199254740992)).toBeGreaterThan(0);
});

test('JSON results sort sets and write other keys as their JSON text', () => {
  const object = insert(objectOf([['a', RegoSet.of(['y', 'x'])]]), [1, 'k'], 2n ** 60n);
  expect(toJson(object)).toStrictEqual({ a: ['x', 'y'], '[1,"k"]': 2 ** 60 });
});

test('an answer with a number that no double holds is no answer', () => {
  for (const value of [10n ** 400n, [-(10n ** 400n)], { deep: [10n ** 309n] }])
    expect(() => toJson(value as Value)).toThrow(expect.objectContaining({ code: 'eval_number_error' }));
});

test('every value has one of the seven types', () => {
  const samples: Value[] = [null, true, 1, 2n ** 60n, 'a', [], {}, new RegoMap(), new RegoSet()];
  expect(samples.map(typeName)).toStrictEqual([
    'null',
    'boolean',
    'number',
    'number',
    'string',
    'array',
    'object',
    'object',
    'set',
  ]);
});

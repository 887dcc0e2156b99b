import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
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

test('the order of values is total', () => {
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      const sign = (x: Value, y: Value): number => Math.sign(compareValues(x, y));
      assert.equal(sign(a, b) + sign(b, a), 0);
      if (sign(a, b) <= 0 && sign(b, c) <= 0) assert.ok(sign(a, c) <= 0);
      assert.equal(sign(a, b) === 0, equalValues(a, b));
      assert.equal(equalValues(a, b), canonicalText(a) === canonicalText(b));
    }),
  );
});

test('a value equals itself built in another order', () => {
  fc.assert(fc.property(value, (source) => assert.ok(equalValues(source, rebuilt(source)), canonicalText(source))));
});

test('sets hold each value once and answer for equal values', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 8 }), value, (items, other) => {
      const set = RegoSet.of([...items, ...items.map(rebuilt)]);
      for (const item of items) assert.ok(set.contains(rebuilt(item)));
      assert.equal(
        set.contains(other),
        items.some((item) => equalValues(item, other)),
      );
      const sorted = set.sorted();
      for (let i = 1; i < sorted.length; i += 1) assert.ok(compareValues(sorted[i - 1]!, sorted[i]!) < 0);
    }),
  );
});

test('objects find what was put in last, under any kind of key', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.oneof(key, value), value), { maxLength: 8 }), fc.oneof(key, value), (entries, wanted) => {
      const object = objectOf(entries);
      const expected = entries.findLast(([name]) => equalValues(name, wanted));
      const found = lookup(object, wanted);
      assert.deepEqual(found === undefined ? undefined : canonicalText(found), expected && canonicalText(expected[1]));
      assert.equal(
        object instanceof RegoMap,
        entries.some(([name]) => typeof name !== 'string'),
      );
    }),
  );
});

test('texts that look like the inside of the set are ordinary members', () => {
  const inner = canonicalText([1]);
  const set = RegoSet.of([[1], inner, `\u0000rego:${inner}`, `\u0000rego:s`]);
  assert.equal(set.cardinality, 4);
  assert.deepEqual([set.contains([1]), set.contains(inner), set.contains('\u0000rego:[]')], [true, true, false]);
});

test('a number is the same member however it is held', () => {
  const set = RegoSet.of([1e20, 10n ** 20n, 0, -0]);
  assert.deepEqual(set.sorted(), [0, 1e20]);
  assert.ok(equalValues(1e20, 10n ** 20n));
  assert.ok(compareValues(9007199254740993n, 9007199254740992) > 0);
});

test('JSON results sort sets and write other keys as their JSON text', () => {
  const object = insert(objectOf([['a', RegoSet.of(['y', 'x'])]]), [1, 'k'], 2n ** 60n);
  assert.deepEqual(toJson(object), { a: ['x', 'y'], '[1,"k"]': 2 ** 60 });
});

test('an answer with a number that no double holds is no answer', () => {
  for (const value of [10n ** 400n, [-(10n ** 400n)], { deep: [10n ** 309n] }])
    assert.throws(() => toJson(value as Value), { code: 'eval_number_error' });
});

test('every value has one of the seven types', () => {
  const samples: Value[] = [null, true, 1, 2n ** 60n, 'a', [], {}, new RegoMap(), new RegoSet()];
  assert.deepEqual(samples.map(typeName), ['null', 'boolean', 'number', 'number', 'string', 'array', 'object', 'object', 'set']);
});

import type { Json } from '#libs/policy-engine';
import { type Dimension, type DomainValue, type Draft, MISSING } from '../inputs/input-domain.js';
import { isObject } from '../inputs/input-schema.js';

/** A repeatable source of numbers from 0 up to a bound. */
export function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0 || 1;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const WORDS = [
  '',
  'a',
  'Z',
  '0',
  '../',
  '/',
  '.',
  '@example.org',
  'ann',
  '4111 1111 1111 1111',
  'é',
  '😀',
  '\u0000',
  '"',
  ' ',
  'null',
  '__proto__',
];

/** Any JSON: mostly what the policy compares with, now and then something nobody thought of. */
function anything(roll: (sides: number) => number, depth = 0): Json {
  switch (roll(depth > 2 ? 5 : 8)) {
    case 0:
      return null;
    case 1:
      return roll(2) === 0;
    case 2:
      return roll(2_000) - 1_000;
    case 3:
      return (roll(2_000) - 1_000) / 8;
    case 4:
    case 5:
      return Array.from({ length: roll(4) }, () => WORDS[roll(WORDS.length)]).join('');
    case 6:
      return Array.from({ length: roll(4) }, () => anything(roll, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: roll(4) }, () => [WORDS[1 + roll(WORDS.length - 2)]!, anything(roll, depth + 1)]),
      );
  }
}

/** The same inputs for the same seed. */
export function* generatedInputs(dimensions: readonly Dimension[], count: number, seed: number): Generator<Json> {
  const roll = dice(seed);
  const order = dimensions.toSorted((a, b) => a.path.length - b.path.length);
  for (let n = 0; n < count; n += 1) {
    const input: Json = {};
    for (const { path, values } of order) {
      const value = roll(10) === 0 ? anything(roll) : values[roll(values.length)]!;
      put(input, path, value, roll);
    }
    if (roll(20) === 0) put(input, ['arguments', 'extra'], anything(roll), roll);
    yield input;
  }
}

/** Sets a member where everything above it is an object or list; a list gets a few of the value. */
function put(document: Json, path: readonly (string | null)[], value: DomainValue, roll: (sides: number) => number): void {
  let holder = document as Draft;
  for (const [depth, key] of path.entries()) {
    const isLast = depth === path.length - 1;
    const empty = (): Draft => (path[depth + 1] === null ? [] : {});
    if (Array.isArray(holder)) {
      if (isLast && value !== MISSING) holder.push(...Array.from({ length: roll(3) }, () => structuredClone(value) as Draft));
      if (isLast) return;
      if (holder.length === 0) holder.push(empty());
      holder = holder[0]!;
    } else if (isObject(holder)) {
      const name = key ?? WORDS[1 + roll(5)]!;
      if (isLast && value === MISSING) delete holder[name];
      else if (isLast) holder[name] = structuredClone(value) as Draft;
      else if (!Object.hasOwn(holder, name)) holder[name] = empty();
      if (isLast) return;
      holder = holder[name]!;
    } else return;
  }
}

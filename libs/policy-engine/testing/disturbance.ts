import type { DocumentPath } from '../compiling/plan-flow.js';
import { type Value, isObject, objectEntries } from '../values.js';

/** Picks a whole number from 0 up to, not including, the number of sides. */
export type Roll = (sides: number) => number;

/** A repeatable source of rolls. */
export function rolls(seed: number): Roll {
  let state = seed >>> 0 || 1;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/**
 * The document changed wherever no path looks: members that are not read are replaced, removed or kept, and others put in. What
 * holds a path stays an object or a list. Null in a path stands for any key.
 */
export function disturbed(value: Value, paths: readonly DocumentPath[], roll: Roll): Value {
  if (paths.some((path) => path.length === 0)) return value;
  if (Array.isArray(value)) return paths.length === 0 ? junk(value, roll)! : disturbedList(value, paths, roll);
  if (!isObject(value) || paths.length === 0) return junk(value, roll) ?? value;
  const members = objectEntries(value).flatMap(([name, item]): [string, Value][] => {
    const [key, inner] = [String(name), beneath(paths, String(name))];
    const changed = inner.length === 0 ? junk(item, roll) : disturbed(item, inner, roll);
    return changed === undefined ? [] : [[key, changed]];
  });
  const foreign = FOREIGN.filter((name) => beneath(paths, name).length === 0 && roll(2) === 0);
  return Object.fromEntries([...foreign.map((name): [string, Value] => [name, junk(1, roll) ?? 'put in']), ...members]);
}

const FOREIGN = ['foreign', 'a', '0', '__proto'];

/** Positions move when one before them goes, so only members at the end are removed or put in. */
function disturbedList(list: Value[], paths: readonly DocumentPath[], roll: Roll): Value[] {
  const changed = list.map((item, at) => {
    const inner = beneath(paths, String(at));
    return inner.length === 0 ? (junk(item, roll) ?? null) : disturbed(item, inner, roll);
  });
  const isFree = (at: number): boolean => beneath(paths, String(at)).length === 0;
  while (changed.length > 0 && isFree(changed.length - 1) && roll(3) === 0) changed.pop();
  while (isFree(changed.length) && roll(3) === 0) changed.push(junk(1, roll) ?? 'put in');
  return changed;
}

/** Something else in the place of a value, the value itself, or nothing. */
function junk(value: Value, roll: Roll): Value | undefined {
  const others = [undefined, value, null, true, false, 0, -1, '', 'junk', [], ['junk', 1], {}, { junk: { a: 1 }, a: [true] }];
  return others[roll(others.length)];
}

function beneath(paths: readonly DocumentPath[], key: string): DocumentPath[] {
  return paths.filter(([first]) => first === null || first === key).map((path) => path.slice(1));
}

import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { type Arg, type Family, array, integer, set } from '../operand-checks.js';
import { RegoSet, type Value } from '../values.js';

export function difference(a: RegoSet, b: RegoSet): RegoSet {
  spend(a.cardinality * 3);
  return RegoSet.of(a.sorted().filter((value) => !b.contains(value)));
}

function intersect(a: RegoSet, b: RegoSet): RegoSet {
  spend(a.cardinality * 3);
  return RegoSet.of(a.sorted().filter((value) => b.contains(value)));
}

function unite(sets: RegoSet[]): RegoSet {
  const union = new RegoSet();
  for (const part of sets) {
    spend(1 + part.cardinality);
    for (const value of part.sorted()) union.add(value);
  }
  return union;
}

function innerSets(value: Arg): RegoSet[] {
  return set(value, 1)
    .sorted()
    .map((member) => set(member, 1));
}

function slice(value: Arg, from: Arg, to: Arg): Value[] {
  const source = array(value, 1);
  const start = Math.max(0, integer(from, 2));
  const stop = Math.min(source.length, integer(to, 3));
  spend(1 + Math.max(0, stop - start) / 8);
  return start >= stop ? [] : source.slice(start, stop);
}

/** One level, as OPA does. */
function flatten(value: Arg): Value[] {
  const flat = array(value, 1).flat(1) as Value[];
  spend(flat.length);
  return flat;
}

function concatenate(a: Arg, b: Arg): Value[] {
  const [left, right] = [array(a, 1), array(b, 2)];
  spend(left.length + right.length);
  return left.length + right.length > 10_000_000 ? refuse('array is too large') : [...left, ...right];
}

export const SETS: Family = {
  and: (a, b) => intersect(set(a, 1), set(b, 2)),
  or: (a, b) => unite([set(a, 1), set(b, 2)]),
  intersection: (value) => {
    const sets = innerSets(value);
    return sets.length === 0 ? new RegoSet() : sets.reduce(intersect);
  },
  union: (value) => unite(innerSets(value)),
  set_diff: (a, b) => difference(set(a, 1), set(b, 2)),
};

export const ARRAYS: Family = {
  'array.concat': concatenate,
  'array.slice': slice,
  'array.reverse': (value) => {
    spend(array(value, 1).length);
    return [...array(value, 1)].reverse();
  },
  'array.flatten': flatten,
};

// toStrictEqual tells types apart by `constructor`, and hostile data may hold a key of that name. Plain data that does is
// compared member by member.
import { expect } from '@jest/globals';

const isPlain = (x) =>
  typeof x === 'object' && x !== null && !Array.isArray(x) && Object.getPrototypeOf(Object.getPrototypeOf(x) ?? {}) === null;
const members = (x) => Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1));

expect.addEqualityTesters([
  function ownConstructorKey(a, b, testers) {
    if (!isPlain(a) || !isPlain(b) || ![a, b].some((x) => Object.hasOwn(x, 'constructor'))) return undefined;
    return this.equals(members(a), members(b), testers, true);
  },
]);

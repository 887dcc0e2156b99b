import { expect, test } from '@jest/globals';
import { SEMVER } from './semver.js';

/** By SemVer: numbers by their value, whatever their size, before words. OPA 1.22 does not end for those beyond 64 bits. */
const ORDERED = ['5', '9223372036854775807', '9223372036854775808', '99999999999999999998', '100000000000000000000', 'a', 'a.0'];

test('numbers behind the hyphen are compared by their value', () => {
  for (const [n, before] of ORDERED.entries())
    for (const [m, after] of ORDERED.entries())
      expect(SEMVER['semver.compare']!(`1.0.0-${before}`, `1.0.0-${after}`)).toBe(Math.sign(n - m) + 0);
});

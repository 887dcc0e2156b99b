import { describe, expect, it } from '@jest/globals';
import { claimModules, hasPremise } from './built-in-invariants.js';

const VIOLATION = 'violation contains "x" if premise';

describe('the module of an invariant', () => {
  it('says what a violation is, however far it is indented', () => {
    for (const text of [VIOLATION, `  ${VIOLATION}`, 'default violation := set()'])
      expect(claimModules(`package mine\n\n${text}\n`)).toBeDefined();
    for (const text of ['violations contains "x"', '# violation contains "x"', 'x := data.violation', ''])
      expect(claimModules(`package mine\n\n${text}\n`)).toBeUndefined();
  });

  it('has a premise when it defines one, not when it goes by one', () => {
    for (const text of [
      'premise if true',
      '\tpremise if true',
      'default premise := false',
      '  premise := true',
      'premise = true',
    ])
      expect(hasPremise(`package mine\n\n${text}\n`)).toBe(true);
    for (const text of [`${VIOLATION} {\n\tpremise\n}`, 'premises if true', '# premise if true'])
      expect(hasPremise(`package mine\n\n${text}\n`)).toBe(false);
  });
});

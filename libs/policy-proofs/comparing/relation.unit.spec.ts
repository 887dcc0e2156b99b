import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { relationOf, relationSays, type Directions, type Relation } from './relation.js';

const TABLE: readonly (readonly [Directions['nothingLooser'], Directions['nothingStricter'], Relation, RegExp])[] = [
  ['PROVED', 'PROVED', 'equivalent', /same verdict/],
  ['PROVED', 'EXHAUSTED', 'equivalent', /same verdict/],
  ['EXHAUSTED', 'COUNTEREXAMPLE', 'stricter', /more strictly, and none is ruled less strictly/],
  ['COUNTEREXAMPLE', 'PROVED', 'looser', /less strictly, and none is ruled more strictly/],
  ['COUNTEREXAMPLE', 'COUNTEREXAMPLE', 'incomparable', /less strictly, others more strictly/],
  [
    'COUNTEREXAMPLE',
    'NO_COUNTEREXAMPLE_FOUND',
    'unknown',
    /not known: some inputs are ruled less strictly, and whether any input is ruled more strictly is not known/,
  ],
  ['NO_COUNTEREXAMPLE_FOUND', 'COUNTEREXAMPLE', 'unknown', /whether any .* less strictly is not known, and some inputs/],
  ['PROVED', 'NO_COUNTEREXAMPLE_FOUND', 'unknown', /no input is ruled less strictly, and whether/],
  ['NO_COUNTEREXAMPLE_FOUND', 'EXHAUSTED', 'unknown', /and no input is ruled more strictly/],
  ['NO_COUNTEREXAMPLE_FOUND', 'NO_COUNTEREXAMPLE_FOUND', 'unknown', /less strictly is not known, and whether/],
];

describe('how one policy stands to another', () => {
  it('follows from what was shown in both directions, and is unknown where one is open', () => {
    for (const [nothingLooser, nothingStricter, relation, says] of TABLE) {
      const directions = { nothingLooser, nothingStricter };
      expectThat(`${nothingLooser} ${nothingStricter}`, relationOf(directions)).toBe(relation);
      expect(relationSays(directions)).toMatch(says);
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { withInOrder } from './with-order.js';

const ORDERS: readonly (readonly [string, string])[] = [
  ['a with data.f as g with input as {"x": 1}', 'a with input as {"x": 1} with data.f as g'],
  ['a with count as f with input.x as 1 with data.y as [2]', 'a with input.x as 1 with data.y as [2] with count as f'],
  ['a with input as 1 with data.f as g', 'a with input as 1 with data.f as g'],
  ['a with data.x as 1 with data.f as g with data.y as 2', 'a with data.x as 1 with data.f as g with data.y as 2'],
  [
    'p if {\n\ta with count as f # why\n\t\twith input as x\n\tb\n}',
    'p if {\n\ta with input as x # why\n\t\twith count as f\n\tb\n}',
  ],
  ['a with count as f with input as x; b', 'a with input as x with count as f; b'],
  ['p if a with count as f with input as x\n\nq if b', 'p if a with input as x with count as f\n\nq if b'],
  ['p if a with count as f with input as x else := 1 if b', 'p if a with input as x with count as f else := 1 if b'],
  ['[y | y := a with count as f with input as [1, 2]]', '[y | y := a with input as [1, 2] with count as f]'],
  ['a with count as f with input as {"x": "with input"}', 'a with input as {"x": "with input"} with count as f'],
  ['a with count as f with input as 1 +\n\t2\nb', 'a with input as 1 +\n\t2 with count as f\nb'],
  [
    'a with count as f with input as [b | b := c with count as g with input as 2]',
    'a with input as [b | b := c with count as g with input as 2] with count as f',
  ],
  [
    'import data.lib.texts\n\na with texts.f as g with input as 1',
    'import data.lib.texts\n\na with input as 1 with texts.f as g',
  ],
  [
    'import data.lib as count\n\na with count.f as g with data.x as 1',
    'import data.lib as count\n\na with count.f as g with data.x as 1',
  ],
  [
    'import input.call as now\n\na with data.f as g with now.x as 1',
    'import input.call as now\n\na with now.x as 1 with data.f as g',
  ],
  ['# a with count as f with input as 1', '# a with count as f with input as 1'],
  ['a := "with count as f with input as 1"', 'a := "with count as f with input as 1"'],
  ['a := `with count as f\nwith input as 1`', 'a := `with count as f\nwith input as 1`'],
  ['a.with == 1', 'a.with == 1'],
];

describe('clauses of with', () => {
  for (const [text, ordered] of ORDERS)
    it(`${JSON.stringify(text)} say the same in order`, () => {
      expect(withInOrder(text)).toBe(ordered);
      expect(withInOrder(ordered)).toBe(ordered);
    });
});

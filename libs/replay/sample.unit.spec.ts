import { describe, expect } from '@jest/globals';
import { fc, test } from '@fast-check/jest';
import { Sample, type Drawn } from './sample.js';

const rows = fc
  .array(fc.nat({ max: 5_000 }), { maxLength: 1_200 })
  .map((draws) => draws.map((draw, position): Drawn => ({ draw: draw.toString(16).padStart(4, '0'), position })));

describe('a sample', () => {
  test.prop([rows, fc.nat({ max: 40 })])('holds the rows with the smallest numbers, however many were offered', (all, size) => {
    const sample = new Sample(size);
    for (const row of all) sample.offer(row);
    const inOrder = all.toSorted((one, other) =>
      one.draw < other.draw ? -1 : one.draw > other.draw ? 1 : one.position - other.position,
    );
    expect(sample.rows()).toStrictEqual(inOrder.slice(0, size));
  });
});

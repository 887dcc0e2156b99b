import { describe, expect, it } from '@jest/globals';
import { Deciders, type DecidedBy } from './deciders.js';
import type { RecordedDecision } from './recorded-decision.js';

const at = (position: number, id: string | null, revision = 1) =>
  ({ policy: id === null ? null : { id, revision }, position }) as Pick<RecordedDecision, 'policy' | 'position'>;
const row = (policy: string | null, revision: number | null, decisions: number, from: number, to: number): DecidedBy => ({
  policy,
  revision,
  decisions,
  from,
  to,
});
const sawAll = (...seen: Pick<RecordedDecision, 'policy' | 'position'>[]) => {
  const deciders = new Deciders();
  for (const one of seen) deciders.see(one);
  return deciders;
};

describe('revisions that decided', () => {
  it('are counted each for itself, with the first and the last position', () => {
    expect(sawAll().rows()).toStrictEqual([]);
    expect(sawAll(at(3, 'a'), at(4, 'a'), at(5, 'b'), at(9, 'a'), at(10, 'a', 2)).rows()).toStrictEqual([
      row('a', 1, 3, 3, 9),
      row('a', 2, 1, 10, 10),
      row('b', 1, 1, 5, 5),
    ]);
  });

  it('stand by policy and by number, behind what was stopped before any was asked', () => {
    const seen = [at(1, 'b', 10), at(2, 'b', 9), at(3, null), at(4, 'a', 100), at(5, 'b', 9), at(6, '0')];
    expect(sawAll(...seen).rows()).toStrictEqual([
      row(null, null, 1, 3, 3),
      row('0', 1, 1, 6, 6),
      row('a', 100, 1, 4, 4),
      row('b', 9, 2, 2, 5),
      row('b', 10, 1, 1, 1),
    ]);
  });

  it('of stretches add up, whichever stretch comes first', () => {
    const whole = [row('a', 1, 5, 3, 9), row('b', 1, 1, 12, 12)];
    for (const stretches of [
      [[row('a', 1, 2, 3, 4)], [row('a', 1, 3, 6, 9), row('b', 1, 1, 12, 12)]],
      [[row('a', 1, 3, 6, 9), row('b', 1, 1, 12, 12)], [row('a', 1, 2, 3, 4)]],
    ]) {
      const deciders = new Deciders();
      for (const stretch of stretches) deciders.merge(stretch);
      expect(deciders.rows()).toStrictEqual(whole);
    }
  });

  it('are not told where a stretch did not count them', () => {
    const deciders = sawAll(at(1, 'a'));
    deciders.merge([row('a', 1, 1, 2, 2)]);
    deciders.merge(undefined);
    deciders.merge([row('a', 1, 1, 3, 3)]);
    expect(deciders.rows()).toBeUndefined();
  });

  it('are told as they are now: what is counted later changes no list that was given away', () => {
    const deciders = sawAll(at(1, 'a'));
    const before = deciders.rows();
    deciders.see(at(2, 'a'));
    expect([before, deciders.rows()]).toStrictEqual([[row('a', 1, 1, 1, 1)], [row('a', 1, 2, 1, 2)]]);
  });

  it('are told up to a thousand; of more nothing but those that are there is counted on', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => at(i + 1, 'a', i + 1));
    const deciders = sawAll(...many, at(1_001, 'b'), at(1_002, 'b'), at(1_003, 'a', 7));
    deciders.merge([row('c', 1, 4, 2_000, 2_003), row('a', 8, 2, 2_004, 2_005)]);
    const rows = deciders.rows() ?? [];
    expect(rows).toHaveLength(1_000);
    expect(rows.filter(({ decisions }) => decisions > 1)).toStrictEqual([row('a', 7, 2, 7, 1_003), row('a', 8, 3, 8, 2_005)]);
    expect(rows.filter(({ policy }) => policy !== 'a')).toStrictEqual([]);
  });
});

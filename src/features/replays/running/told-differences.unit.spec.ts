import { describe, expect, it } from '@jest/globals';
import type { ListedDifference, Tallied } from '#libs/replay';
import { thatFit, toldPositions } from './told-differences.js';

const drawn = (...positions: number[]) => positions.map((position) => ({ draw: `d-${position}`, position }));
const kind = { kind: 'direct', from: 'DENY', to: 'ALLOW', count: 9 } as const;
const tallied = {
  strata: [
    { ...kind, severity: 'info', cause: 'rule_changed', kept: drawn(1, 2, 3) },
    { ...kind, severity: 'critical', cause: 'access_expanded', kept: drawn(9, 8) },
    { ...kind, severity: 'low', cause: 'approval_added', kept: drawn(5) },
  ],
} as unknown as Tallied;
const told = (position: number) => ({ position, tool: 'x'.repeat(70) }) as ListedDifference;
const size = JSON.stringify(told(1)).length;

describe('the differences that a report tells', () => {
  it('are the gravest where there are too many', () => {
    expect(toldPositions(tallied)).toStrictEqual([9, 8, 5, 1, 2, 3]);
    expect(toldPositions(tallied, 3)).toStrictEqual([9, 8, 5]);
  });

  it('are as many of the gravest as there is room for', () => {
    const all = [1, 2, 3, 5, 8, 9].map(told);
    const positions = (room: number) => thatFit(tallied, all, room).map(({ position }) => position);
    expect(positions(6 * size)).toStrictEqual([9, 8, 5, 1, 2, 3]);
    expect(positions(4 * size - 1)).toStrictEqual([9, 8, 5]);
    expect(positions(0)).toStrictEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Lanes } from './lanes.js';

/** Lanes whose work waits for the test to let it go on. */
function heldLanes(most: number) {
  const works: { key: string; items: number[]; finish: () => void }[] = [];
  let notice: (() => void) | undefined;
  const lanes = new Lanes<number>((key, items) => {
    const finished = new Promise<void>((finish) => works.push({ key, items: [...items], finish }));
    notice?.();
    return finished;
  }, most);
  const started = async (count: number) => {
    while (works.length < count) await new Promise<void>((resolve) => (notice = resolve));
    return works;
  };
  return { lanes, works, started };
}

describe('lanes', () => {
  it('hand over together what was pushed in one turn, in order, at most so many at once', async () => {
    const { lanes, started } = heldLanes(3);
    for (let i = 1; i <= 5; i += 1) lanes.push('a', i);
    const works = await started(1);
    expect(works[0]?.items).toStrictEqual([1, 2, 3]);
    works[0]?.finish();
    expect((await started(2))[1]?.items).toStrictEqual([4, 5]);
  });

  it('work on one key at a time, and on other keys meanwhile', async () => {
    const { lanes, works, started } = heldLanes(10);
    lanes.push('a', 1);
    await started(1);
    lanes.push('a', 2);
    lanes.push('a', 3);
    lanes.push('b', 4);
    await started(2);
    expect(works.map(({ key, items }) => [key, items])).toStrictEqual([
      ['a', [1]],
      ['b', [4]],
    ]);
    works[0]?.finish();
    expect((await started(3))[2]?.items).toStrictEqual([2, 3]);
  });

  it('take a key again after its work was done', async () => {
    const { lanes, started } = heldLanes(10);
    lanes.push('a', 1);
    (await started(1))[0]?.finish();
    await new Promise(setImmediate);
    lanes.push('a', 2);
    expect((await started(2))[1]?.items).toStrictEqual([2]);
  });

  it('are worked on once more when woken, behind what is being worked on, if only with nothing', async () => {
    const { lanes, works, started } = heldLanes(10);
    lanes.wake('a');
    expect((await started(1))[0]?.items).toStrictEqual([]);
    lanes.wake('a');
    lanes.push('b', 1);
    expect((await started(2))[1]?.key).toBe('b');
    works[0]?.finish();
    expect((await started(3))[2]).toMatchObject({ key: 'a', items: [] });
    works[2]?.finish();
    await new Promise(setImmediate);
    lanes.push('a', 2);
    expect((await started(4))[3]?.items).toStrictEqual([2]);
  });
});

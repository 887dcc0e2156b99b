import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
    assert.deepEqual(works[0]?.items, [1, 2, 3]);
    works[0]?.finish();
    assert.deepEqual((await started(2))[1]?.items, [4, 5]);
  });

  it('work on one key at a time, and on other keys meanwhile', async () => {
    const { lanes, works, started } = heldLanes(10);
    lanes.push('a', 1);
    await started(1);
    lanes.push('a', 2);
    lanes.push('a', 3);
    lanes.push('b', 4);
    await started(2);
    assert.deepEqual(
      works.map(({ key, items }) => [key, items]),
      [
        ['a', [1]],
        ['b', [4]],
      ],
    );
    works[0]?.finish();
    assert.deepEqual((await started(3))[2]?.items, [2, 3]);
  });

  it('take a key again after its work was done', async () => {
    const { lanes, started } = heldLanes(10);
    lanes.push('a', 1);
    (await started(1))[0]?.finish();
    await new Promise(setImmediate);
    lanes.push('a', 2);
    assert.deepEqual((await started(2))[1]?.items, [2]);
  });
});

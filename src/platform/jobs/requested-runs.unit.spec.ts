import { describe, expect, it } from '@jest/globals';
import type { DueRun } from '#libs/jobs';
import { RequestedRuns } from './requested-runs.js';

function requested({ fails = 0, takes = (): boolean => true } = {}) {
  const added: DueRun[][] = [];
  let now = 1_000;
  let failing = fails;
  const runs = new RequestedRuns(
    ({ id }: DueRun) => id,
    async (some) => {
      if ((failing -= 1) >= 0) throw new Error('away');
      added.push([...some]);
      return some.filter(takes);
    },
    () => now,
  );
  const turn = () => new Promise(setImmediate);
  return { runs, added, turn, at: (time: number) => (now = time) };
}

describe('runs on their way into a queue', () => {
  it('go together when they are asked for in one moment, each once', async () => {
    const { runs, added, turn } = requested();
    for (const id of ['a', 'b', 'a']) runs.request({ id });
    await turn();
    expect(added).toStrictEqual([[{ id: 'a' }, { id: 'b' }]]);
    await runs.close();
  });

  it('are not put again while they wait in it for their time', async () => {
    const { runs, added, turn, at } = requested();
    runs.request({ id: 'a', at: 1_500 });
    await turn();
    at(1_499);
    runs.request({ id: 'a', at: 1_500 });
    await turn();
    expect(added).toStrictEqual([[{ id: 'a', at: 1_500 }]]);
    runs.request({ id: 'a', at: 1_600 });
    await turn();
    at(1_600);
    runs.request({ id: 'a', at: 1_600 });
    await turn();
    expect(added.slice(1)).toStrictEqual([[{ id: 'a', at: 1_600 }], [{ id: 'a', at: 1_600 }]]);
    await runs.close();
  });

  it('are asked about again where nobody wanted them', async () => {
    let isWanted = false;
    const { runs, added, turn } = requested({ takes: () => isWanted });
    const ask = async () => {
      runs.request({ id: 'a', at: 1_500 });
      await turn();
    };
    await ask();
    isWanted = true;
    await ask();
    expect(added).toHaveLength(2);
    await ask();
    expect(added).toHaveLength(2);
    await runs.close();
  });

  it('are put again all the same for who looks what is due, as a queue may have lost them', async () => {
    const { runs, added, turn } = requested();
    runs.request({ id: 'a', at: 1_500 });
    await turn();
    runs.request({ id: 'a', at: 1_500 }, true);
    await turn();
    expect(added).toHaveLength(2);
    await runs.close();
  });

  it('are put again when they are due at once: whoever took the last one may have looked before what happened since', async () => {
    const { runs, added, turn } = requested();
    runs.request({ id: 'a' });
    await turn();
    runs.request({ id: 'a' });
    await turn();
    expect(added).toHaveLength(2);
    await runs.close();
  });

  it('wait for a queue that is away, and go as soon as it is back', async () => {
    const { runs, added, turn } = requested({ fails: 1 });
    runs.request({ id: 'a', at: 1_500 });
    await turn();
    runs.request({ id: 'a', at: 1_500 });
    await turn();
    expect(added).toStrictEqual([]);
    runs.goOn();
    await turn();
    expect(added).toStrictEqual([[{ id: 'a', at: 1_500 }]]);
    await runs.close();
  });
});

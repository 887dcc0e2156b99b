import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { FairQueue } from './fair-queue.js';

const limits = { working: 2, waiting: 5, waitingPerTenant: 3 };

/** Enters one after another and keeps the names of those whose turn came, in order. */
class Visitors {
  readonly turns: string[] = [];
  readonly away: string[] = [];
  constructor(private readonly queue: FairQueue) {}

  enter(...names: string[]): Promise<void> {
    for (const name of names) {
      const tenant = name.slice(0, 1);
      void this.queue.enter(tenant).then((isTurn) => (isTurn ? this.turns : this.away).push(name));
    }
    return settled();
  }

  leave(): Promise<void> {
    this.queue.leave();
    return settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a fair queue', () => {
  it('lets as many work as may, and the others one for one', async () => {
    const visitors = new Visitors(new FairQueue(limits));
    await visitors.enter('a1', 'a2', 'a3', 'a4');
    expect(visitors.turns).toStrictEqual(['a1', 'a2']);
    await visitors.leave();
    expect(visitors.turns).toStrictEqual(['a1', 'a2', 'a3']);
    await visitors.leave();
    await visitors.leave();
    await visitors.leave();
    expect(visitors.turns).toStrictEqual(['a1', 'a2', 'a3', 'a4']);
    await visitors.enter('b1', 'b2', 'b3');
    expectThat('a turn that nobody waited for is free again', visitors.turns.slice(4)).toStrictEqual(['b1', 'b2']);
  });

  it('goes round the tenants, whoever came first', async () => {
    const visitors = new Visitors(new FairQueue(limits));
    await visitors.enter('x1', 'x2', 'a1', 'a2', 'a3', 'b1', 'c1');
    for (let n = 0; n < 5; n += 1) await visitors.leave();
    expect(visitors.turns.slice(2)).toStrictEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  });

  it('turns away whom it has no place for, one tenant sooner than all of them', async () => {
    const visitors = new Visitors(new FairQueue(limits));
    await visitors.enter('x1', 'x2', 'a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1');
    expect(visitors.away).toStrictEqual(['a4', 'c1']);
    await visitors.leave();
    await visitors.enter('c2');
    expectThat('a place that is free again is given', visitors.away).toStrictEqual(['a4', 'c1']);
  });

  it('turns everybody away who waits when it closes, and whoever comes after', async () => {
    const queue = new FairQueue(limits);
    const visitors = new Visitors(queue);
    await visitors.enter('a1', 'a2', 'a3', 'b1');
    queue.close();
    await visitors.enter('b2');
    await visitors.leave();
    await visitors.enter('b3');
    expect([visitors.turns, visitors.away.toSorted()]).toStrictEqual([
      ['a1', 'a2'],
      ['a3', 'b1', 'b2', 'b3'],
    ]);
  });

  it('gives the turn of work that failed to the next one', async () => {
    const queue = new FairQueue({ working: 1, waiting: 1, waitingPerTenant: 1 });
    const work = Promise.withResolvers<string>();
    const failing = queue.run('a', () => work.promise);
    const next = queue.run('a', async () => 'done');
    expectThat('there is no place left', await queue.run('b', assert.fail)).toBeUndefined();
    work.reject(new Error('broken'));
    await expect(failing).rejects.toThrow(/broken/);
    expect(await next).toBe('done');
    expect(await queue.run('b', async () => 'free again')).toBe('free again');
  });

  it('goes by other limits for whoever enters after they were changed', async () => {
    const queue = new FairQueue({ working: 1, waiting: 0, waitingPerTenant: 0 });
    const visitors = new Visitors(queue);
    await visitors.enter('a1', 'a2');
    queue.limits = limits;
    await visitors.enter('a3', 'a4');
    expect([visitors.turns, visitors.away]).toStrictEqual([['a1', 'a3'], ['a2']]);
    await visitors.leave();
    expect(visitors.turns).toStrictEqual(['a1', 'a3', 'a4']);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { DamagedLedger } from '#libs/event-sourcing';
import { DamagedLedgers } from './damaged-ledgers.js';

const cut: DamagedLedger = { tenant: 'acme', reason: 'tail-cut', position: 4 };

describe('a ledger that was stopped', () => {
  /** A database that says what is in `answers`, one after another, and fails where that is undefined. */
  function ledgers(...answers: (DamagedLedger[] | undefined)[]) {
    let now = 0;
    const looks: (readonly string[])[] = [];
    const damaged = new DamagedLedgers(
      async (tenants) => {
        looks.push(tenants);
        const answer = answers.shift();
        if (!answer) throw new Error('the server is away');
        return answer;
      },
      () => now,
    );
    return { damaged, looks, pass: (ms: number) => (now += ms) };
  }

  it('is looked at again by whoever appends, once a second, and goes on when it is mended', async () => {
    const { damaged, looks, pass } = ledgers([cut], [cut], []);
    expect(await damaged.look(['acme', 'other'])).toBe(true);
    pass(999);
    expect((await damaged.currentRefusal('acme'))?.damage).toStrictEqual({ reason: 'tail-cut', position: 4 });
    expect(await damaged.currentRefusal('other')).toBeUndefined();
    expect(looks).toHaveLength(1);
    pass(1);
    expect((await Promise.all([damaged.currentRefusal('acme'), damaged.currentRefusal('acme')])).every(Boolean)).toBe(true);
    expect(looks).toStrictEqual([['acme', 'other'], ['acme']]);
    pass(1_000);
    expect(await damaged.currentRefusal('acme')).toBeUndefined();
    expect([damaged.known, damaged.refusal('acme')]).toStrictEqual([[], undefined]);
  });

  it('stays stopped while nobody can look, and is looked at by the next one', async () => {
    const { damaged, looks, pass } = ledgers([cut], undefined, undefined, []);
    await damaged.look(['acme']);
    pass(1_000);
    for (const seen of [2, 3]) {
      expect((await damaged.currentRefusal('acme'))?.damage).toStrictEqual({ reason: 'tail-cut', position: 4 });
      expect(looks).toHaveLength(seen);
    }
    expect(damaged.known).toStrictEqual([cut]);
    expect(await damaged.currentRefusal('acme')).toBeUndefined();
  });
});

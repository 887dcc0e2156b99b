import { expect, it } from '@jest/globals';
import { newEvents } from './new-events.js';
import { write, type SuiteContext } from './suite-context.js';

export function wakesReaders({ fresh }: SuiteContext): void {
  it('wakes readers, who see every event once and in order when they resume from what they handled', async () => {
    const { store, tenant, append } = fresh();
    const seen: number[] = [];
    let wake: () => void = () => {};
    const off = store.onGrowth((grown) => grown === tenant && wake());
    const reader = (async () => {
      while (seen.length < 200) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const events = await store.readLedger(tenant, seen.length + 1, 7);
        seen.push(...events.map(({ position }) => position));
        if (events.length === 0) await woken;
      }
    })();
    await Promise.all(Array.from({ length: 100 }, (_, n) => append(write(`s/${n % 10}`, 'any', ...newEvents(2)))));
    await reader;
    off();
    expect(seen).toStrictEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });
}

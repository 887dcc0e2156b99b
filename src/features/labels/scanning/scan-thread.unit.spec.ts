import { afterEach, describe, expect, it } from '@jest/globals';
import { scan } from '#libs/detectors';
import { ScanThread } from './scan-thread.js';
import { BOUNDS, isLargerThan, knownOf, scanned } from './scans.js';

class Impatient extends ScanThread {
  protected override readonly withinMs = 0;
}

describe('looking through large values', () => {
  const threads: ScanThread[] = [];
  const started = <T extends ScanThread>(thread: T): T => {
    threads.push(thread);
    return thread;
  };
  afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.onModuleDestroy())));

  const large = (card: string) => ({ note: `${'word '.repeat(2_000)}${card}`, more: [1, { to: 'ada@example.com' }] });

  it('happens on another thread, and comes to the same', async () => {
    const thread = started(new ScanThread());
    const values = [
      large('4111 1111 1111 1111'),
      large('none'),
      `${'word '.repeat(2_000)}ada@example.com`,
      { small: 'ada@example.com' },
    ];
    await Promise.all([thread.lookThrough(values.slice(0, 2)), thread.lookThrough(values.slice(2))]);
    for (const value of values.slice(0, 3)) {
      expect(knownOf(value)).toStrictEqual(scan(value, BOUNDS));
      expect(scanned(value)).toBe(knownOf(value));
    }
    expect(knownOf(values[3]!)).toBeUndefined();
  });

  it('counts as having everything in it when it takes too long', async () => {
    const value = large('none');
    await started(new Impatient()).lookThrough([value]);
    expect(scanned(value)).toStrictEqual({ findings: [], isComplete: false });
  });

  it('happens where it is when the thread ends', async () => {
    const thread = started(new ScanThread());
    const value = large('none');
    const looking = thread.lookThrough([value]);
    await new Promise(setImmediate);
    await thread.onModuleDestroy();
    await looking;
    expect(scanned(value)).toStrictEqual(scan(value, BOUNDS));
    const next = large('4111 1111 1111 1111');
    await thread.lookThrough([next]);
    expect(knownOf(next)).toStrictEqual(scan(next, BOUNDS));
  });

  it('is for what is large', () => {
    expect([5, 6].map((units) => isLargerThan(units, ['ab']))).toStrictEqual([false, false]);
    expect(isLargerThan(4, ['ab'])).toBe(true);
    expect(isLargerThan(10, { abcdef: { b: 'cdefg' } })).toBe(true);
    expect(isLargerThan(100, { abcdef: { b: 'cdefg' } })).toBe(false);
  });
});

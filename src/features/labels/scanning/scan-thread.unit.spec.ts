import { afterEach, describe, expect, it } from '@jest/globals';
import { scan } from '#libs/detectors';
import { expectThat } from '#libs/testing';
import { ScanThread } from './scan-thread.js';
import type { Json } from '#libs/event-sourcing';
import { BOUNDS, knownOf, scanned, unitsIn } from './scans.js';

class Impatient extends ScanThread {
  protected override readonly withinMs = 0;
}

const of = {};
const all = (values: readonly Json[]) => values.map((value) => ({ value, of }));

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
    await Promise.all([thread.lookThrough('acme', all(values.slice(0, 2))), thread.lookThrough('acme', all(values.slice(2, 3)))]);
    await thread.lookThrough('acme', all(values.slice(3)));
    for (const value of values.slice(0, 3)) {
      expect(knownOf(value, of)).toStrictEqual(scan(value, BOUNDS));
      expect(scanned(value, of)).toBe(knownOf(value, of));
    }
    expectThat('small', knownOf(values[3]!, of)).toBeUndefined();
    expectThat('a text of somebody else', knownOf(values[2]!, {})).toBeUndefined();
  });

  it('counts as having everything in it when it takes too long', async () => {
    const value = large('none');
    await started(new Impatient()).lookThrough('acme', all([value]));
    expect(scanned(value)).toStrictEqual({ findings: [], isComplete: false });
  });

  it('happens where it is when the thread ends', async () => {
    const thread = started(new ScanThread());
    const value = large('none');
    const looking = thread.lookThrough('acme', all([value]));
    await new Promise(setImmediate);
    await thread.onModuleDestroy();
    await looking;
    expect(scanned(value)).toStrictEqual(scan(value, BOUNDS));
    const next = large('4111 1111 1111 1111');
    await thread.lookThrough('acme', all([next]));
    expect(knownOf(next)).toStrictEqual(scan(next, BOUNDS));
  });

  it('knows of each of many texts, and of small values that are many', async () => {
    const thread = started(new ScanThread());
    for (const text of ['word '.repeat(2_000), 'word '.repeat(20)]) {
      const texts = Array.from({ length: 100 }, (_, i) => `${text}${i} ada@example.com`);
      await thread.lookThrough('acme', all(texts));
      for (const each of texts) expect(knownOf(each, of)?.findings).toHaveLength(1);
    }
  });

  it('gives tenants their turns', async () => {
    const thread = started(new ScanThread());
    const done: string[] = [];
    const look = async (tenant: string, values: number) => {
      await thread.lookThrough(tenant, all(Array.from({ length: values }, () => large('none'.repeat(15_000)))));
      done.push(tenant);
    };
    await Promise.all([look('acme', 40), look('acme', 40), look('other', 1)]);
    expect(done).toStrictEqual(['other', 'acme', 'acme']);
  });

  it('happens where it is when nothing can be sent to the thread, and there the next time', async () => {
    const thread = started(new ScanThread());
    const odd = { ...large('none'), odd: () => 0 } as unknown as Json;
    await thread.lookThrough('acme', all([odd]));
    expect(knownOf(odd)).toBeUndefined();
    const next = large('none');
    await thread.lookThrough('acme', all([next]));
    expect(knownOf(next)).toStrictEqual(scan(next, BOUNDS));
  });

  it('tells how much there is, and looks no further than that', () => {
    expect(unitsIn(['ab'], 100)).toBe(5);
    expect(unitsIn({ abcdef: { b: 'cdefg' } }, 100)).toBe(15);
    expect(unitsIn(['x'.repeat(1_000), ...Array.from({ length: 1_000 }, () => 'x')], 10)).toBeLessThan(1_010);
  });
});

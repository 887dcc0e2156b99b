import { describe, expect, it } from '@jest/globals';
import { rejectionOf } from '#libs/testing';
import { Batch } from './batch.js';

describe('a batch', () => {
  const counting = () => {
    const reads: string[][] = [];
    const batch = new Batch<string>(async (keys) => {
      reads.push([...keys]);
      return new Map(keys.filter((key) => key !== 'absent').map((key) => [key, key.toUpperCase()]));
    });
    return { reads, batch };
  };

  it('loads what is asked for at one time together, each once, and null for what is not there', async () => {
    const { reads, batch } = counting();
    const later = Promise.resolve().then(() => batch.get('c'));
    expect(await Promise.all([batch.get('a'), batch.get('b'), batch.get('a'), batch.get('absent'), later])).toStrictEqual([
      'A',
      'B',
      'A',
      null,
      'C',
    ]);
    expect(reads).toStrictEqual([['a', 'b', 'absent', 'c']]);
    expect(await batch.get('a')).toBe('A');
    expect(await batch.get('d')).toBe('D');
    expect(reads).toHaveLength(2);
  });

  it('reads a thousand keys at a time', async () => {
    const { reads, batch } = counting();
    await Promise.all(Array.from({ length: 2_500 }, (_, n) => batch.get(`k${n}`)));
    expect(reads.map(({ length }) => length)).toStrictEqual([1_000, 1_000, 500]);
  });

  it('tells everybody who waits that a read has failed', async () => {
    const batch = new Batch<string>(() => Promise.reject(new Error('away')));
    const [one, other] = await Promise.all([rejectionOf(batch.get('a')), rejectionOf(batch.get('b'))]);
    expect([String(one), String(other)]).toStrictEqual(['Error: away', 'Error: away']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { lineBlocks, MAX_LINE_BYTES } from './line-blocks.js';

describe('line blocks', () => {
  it('give back every byte in order, cut only after line breaks, for any chunking', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((all) => all.map((byte) => (byte < 60 ? 0x0a : byte)));
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 8 }), async (chunks) => {
        const seen: Buffer[] = [];
        for await (const block of lineBlocks(from(chunks))) {
          expect(block.bytes.at(-1) === 0x0a).toBe(block.kind === 'lines');
          seen.push(Buffer.from(block.bytes));
        }
        expect(Buffer.concat(seen)).toStrictEqual(Buffer.concat(chunks));
      }),
    );
  });

  it('give up at the same length however the bytes arrive', async () => {
    for (const size of [1000, 64 * 1024, MAX_LINE_BYTES * 2]) {
      expectThat(`chunks of ${size}`, await kinds(Buffer.from(`a\n${'x'.repeat(MAX_LINE_BYTES)}\nb`), size)).toStrictEqual([
        'lines',
        'unfinished',
      ]);
      expectThat(`chunks of ${size}`, (await kinds(Buffer.from(`a\n${'x'.repeat(MAX_LINE_BYTES + 1)}\nb`), size)).at(-1)).toBe(
        'too-long',
      );
    }
  });

  it('stop reading a source that never ends its line', async () => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; ; pulled += 1) yield new Uint8Array(1024 * 1024).fill(0x61);
    }
    for await (const block of lineBlocks(endless())) expect(block.kind).toBe('too-long');
    expectThat(`${pulled} MiB were read`, pulled).toBeLessThanOrEqual(5);
  });
});

async function* from(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function kinds(bytes: Uint8Array, size: number): Promise<string[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
  const found = new Set<string>();
  for await (const block of lineBlocks(from(chunks))) found.add(block.kind);
  return [...found];
}

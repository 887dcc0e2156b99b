import { describe, expect, it } from '@jest/globals';
import { type BlockReaders, type ReadBlock, verifyExport } from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';
import { expectThat } from '#libs/testing';
import { goodStretch } from './good-stretch.js';

const lines = sampleExport(sampleLedger(12));
const good = Buffer.from(lines.join(''));
const damaged = Buffer.from(lines.with(2, (lines[2] ?? '').replace('ALLOW', 'DENY')).join(''));

/** Answers late, the newest block first, and writes over what it gave out as soon as it may. */
class BackwardsReaders implements BlockReaders {
  readonly atOnce = 3;
  most = 0;
  private readonly slots: Uint8Array[] = [];
  private waiting: (() => void)[] = [];
  private given = 0;

  constructor(private readonly stretchOf: (block: Uint8Array) => ReadBlock['stretch']) {}

  read(block: Uint8Array): Promise<ReadBlock> {
    this.slots[this.given % this.atOnce]?.fill(0);
    const bytes = (this.slots[this.given % this.atOnce] = new Uint8Array(block));
    this.given += 1;
    return new Promise((done) => {
      this.waiting.unshift(() => done({ bytes, stretch: this.stretchOf(bytes) }));
      this.most = Math.max(this.most, this.waiting.length);
      setImmediate(() => {
        for (const answer of this.waiting.splice(0)) answer();
      });
    });
  }
}

describe('blocks that others read', () => {
  it('are judged in their order, as many at once as there is room for', async () => {
    for (const [what, bytes] of [
      ['a good export', good],
      ['a damaged one', damaged],
      ['one without its end', good.subarray(0, -100)],
      ['one that begins later', good.subarray(good.indexOf(0x0a) + 1)],
    ] as const) {
      const readers = new BackwardsReaders(goodStretch);
      const alone = await verifyExport(inChunks(bytes));
      expectThat(what, await verifyExport(inChunks(bytes), { readers })).toStrictEqual(alone);
      expectThat(what, readers.most).toBe(3);
    }
  });

  it('come to the same when nobody could say what is good of them', async () => {
    const readers = new BackwardsReaders(() => undefined);
    expect(await verifyExport(inChunks(good), { readers })).toMatchObject({ ok: true, count: 12 });
    expect(await verifyExport(inChunks(damaged), { readers })).toMatchObject({ line: 3, reason: 'digest-mismatch' });
  });

  it('are judged before a source is told of that broke after them', async () => {
    async function* broken(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
      yield* inChunks(bytes.subarray(0, bytes.length / 2));
      throw new Error('disk gone');
    }
    const readers = new BackwardsReaders(goodStretch);
    expect(await verifyExport(broken(damaged), { readers })).toMatchObject({ line: 3, reason: 'digest-mismatch' });
    await expect(verifyExport(broken(good), { readers })).rejects.toThrow(/disk gone/);
  });
});

async function* inChunks(bytes: Uint8Array, size = 700): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

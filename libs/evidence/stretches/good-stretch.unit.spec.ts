import assert from 'node:assert/strict';
import { describe, expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import { type VerificationResult, verifyExport } from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';
import { goodStretch, type GoodStretch } from './good-stretch.js';

const ledger = sampleLedger(9);
const lines = sampleExport(ledger);
const chainAt = (position: number): string => ledger[position - 1]?.chain ?? '';

describe('a good stretch', () => {
  it('is all that comes before the trailer, and says what the lines around it have to agree with', () => {
    const stretch = stretchOf(sampleExport(ledger, 3, 9));
    assert(stretch);
    const end = (n: number) => {
      const { position, at, digest, chain } = ledger[n - 1] ?? assert.fail();
      return { position, at, digest, chain };
    };
    expect({ ...stretch, revisions: [...stretch.revisions] }).toStrictEqual({
      bytes: Buffer.byteLength(lines.slice(2, 9).join('')),
      lines: 7,
      tenant: 'demo',
      first: end(3),
      last: end(9),
      streams: '"session/s-2"\n"session/s-0"\n"session/s-1"',
      revisions: [0, 2, 1, 2, 1, 2],
    });
  });

  it('is nothing where there is no whole event first', () => {
    for (const first of ['\n', '{}\n', lines[9] ?? '', (lines[0] ?? '').slice(0, -1)])
      expectThat(first, stretchOf([first, ...lines])).toBeUndefined();
    expect(stretchOf([])).toBeUndefined();
  });

  it('ends before the line at which something is wrong', () => {
    const other = sampleExport(sampleLedger(9, { tenant: 'acme' }));
    for (const [what, line] of [
      ['no JSON', 'x\n'],
      ['another spelling', (lines[4] ?? '').replace('"n":4', '"n":4.0')],
      ['another digest', (lines[4] ?? '').replace('ALLOW', 'DENY')],
      ['another chain', (lines[4] ?? '').replace(chainAt(5), chainAt(6))],
      ['a later position', lines[5] ?? ''],
      ['another tenant', other[4] ?? ''],
    ] as const)
      expectThat(what, stretchOf(lines.with(4, line))?.lines).toBe(4);
  });

  it('ends where time goes back or a stream skips a revision, although every hash is right', () => {
    const broken = (change: object) =>
      sampleExport(sampleLedger(9, { alter: (event, n) => (n === 4 ? { ...event, ...change } : event) }));
    expect(stretchOf(broken({ at: '2025-01-01T00:00:00.000000Z' }))?.lines).toBe(4);
    expect(stretchOf(broken({ revision: 2 }))?.lines).toBe(4);
    expect(stretchOf(broken({ tenant: 'acme' }))?.lines).toBe(4);
  });

  it('takes any characters, but not a block that is not UTF-8', () => {
    const odd = sampleExport(sampleLedger(5, { tenant: 'åcme"', data: () => ({ é: 1, '\ue000': 2 }) }));
    expect(stretchOf(odd)).toMatchObject({ lines: 5, tenant: 'åcme"' });
    const bytes = Buffer.from(odd.join(''));
    bytes[bytes.lastIndexOf('é')] = 0xff;
    expect(goodStretch(bytes)).toBeUndefined();
  });

  it('does not take a fault of another kind for the end of what is good', () => {
    const gone = new Proxy(Buffer.from(lines.join('')), {
      get(target, key) {
        if (typeof key === 'string' && Number(key) > 100) throw new RangeError('the block is gone');
        return Reflect.get(target, key, target);
      },
    });
    expect(() => goodStretch(gone)).toThrow(RangeError);
  });

  it('keeps many streams apart', () => {
    const streams = 1400;
    const stretch = stretchOf(sampleExport(sampleLedger(2 * streams + 1, { streams })));
    const names = stretch?.streams.split('\n') ?? [];
    expect([stretch?.lines, new Set(names).size, names.length]).toStrictEqual([2 * streams + 1, streams, streams]);
    expect([...(stretch?.revisions ?? [])].slice(0, 4)).toStrictEqual([0, 2, 0, 1]);
  });
});

describe('what an export is said to be', () => {
  it('leaves the first chain of a later range in doubt until the third line, also when each line comes alone', async () => {
    const part = sampleExport(ledger, 4);
    const other = (line: string, chain: string): string => line.replace(chain, chainAt(1));
    const altered = part.with(0, other(part[0] ?? '', chainAt(4))).with(6, other(part[6] ?? '', chainAt(9)));
    for (const size of [1, 100_000])
      expect(await verifyExport(inChunks(Buffer.from(altered.join('')), size))).toMatchObject({
        line: 1,
        reason: 'chain-mismatch',
      });
  });

  it('counts the streams of stretches, too', async () => {
    const bytes = Buffer.from(lines.join(''));
    for (const size of [1, bytes.length]) {
      expect(await verifyExport(inChunks(bytes, size), { maxStreams: 2 })).toMatchObject({ line: 3, reason: 'too-many-streams' });
      expect(await verifyExport(inChunks(bytes, size), { maxStreams: 3 })).toMatchObject({ ok: true });
    }
  });

  const change = fc.record({ at: fc.nat(), byte: fc.constantFrom(...Buffer.from('0a1b"\n{}:, \xff', 'latin1')) });
  const swap = fc.record({ from: fc.nat(), to: fc.nat() });
  const damage = fc.record({ changes: fc.array(change, { maxLength: 2 }), swaps: fc.array(swap, { maxLength: 1 }) });

  it.prop([fc.nat({ max: 8 }), damage, fc.boolean(), fc.integer({ min: 2, max: 4000 })], { numRuns: 600 })(
    'is the same whatever the blocks are',
    async (first, { changes, swaps }, withHead, size) => {
      const some = sampleExport(ledger, first + 1);
      for (const { from, to } of swaps) some[to % some.length] = some[from % some.length] ?? '';
      const bytes = Buffer.from(some.join(''));
      for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
      const head = withHead ? { head: { position: 5, chain: chainAt(5) } } : {};
      const said = async (chunk: number): Promise<VerificationResult> => verifyExport(inChunks(bytes, chunk), head);
      const [each, parts, whole] = [await said(1), await said(size), await said(bytes.length)];
      expect([parts, whole]).toStrictEqual([each, each]);
    },
  );
});

function stretchOf(some: readonly string[]): GoodStretch | undefined {
  return goodStretch(Buffer.from(some.join('')));
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

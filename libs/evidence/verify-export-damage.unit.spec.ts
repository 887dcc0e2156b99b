import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '#libs/event-sourcing';
import { verifyExport } from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';

const RUNS = { numRuns: 250 };

/** Random exports with at least one event: any range of a ledger with any data. */
const anyExport = fc
  .record({
    datas: fc.array(
      fc.dictionary(fc.string({ unit: 'binary', maxLength: 6 }), fc.jsonValue({ maxDepth: 1, stringUnit: 'binary' })),
      { minLength: 1, maxLength: 8 },
    ),
    streams: fc.integer({ min: 1, max: 4 }),
    cut: fc.nat(),
    size: fc.nat(),
  })
  .map(({ datas, streams, cut, size }) => {
    const from = 1 + (cut % datas.length);
    const to = from + (size % (datas.length - from + 1));
    const ledger = sampleLedger(datas.length, { streams, data: (n) => datas[n] as JsonObject });
    return sampleExport(ledger, from, to);
  });

describe('any damage to any export', () => {
  it('of one byte is told at its line', async () => {
    await fc.assert(
      fc.asyncProperty(anyExport, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(), async (lines, at, change, chunk) => {
        const bytes = Buffer.from(lines.join(''));
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ change;
        assert.equal(await failingLine(bytes, 1 + (chunk % 300)), lineOf(lines, place));
      }),
      RUNS,
    );
  });

  it('by cutting the end off is told where the cut is', async () => {
    await fc.assert(
      fc.asyncProperty(anyExport, fc.nat(), async (lines, at) => {
        const bytes = Buffer.from(lines.join(''));
        const place = at % bytes.length;
        assert.equal(await failingLine(bytes.subarray(0, place)), lineOf(lines, place));
      }),
      RUNS,
    );
  });

  it('by deleting a line is told at the line that took its place, or at the first when the start is gone', async () => {
    await fc.assert(
      fc.asyncProperty(anyExport, fc.nat(), async (lines, at) => {
        const gone = at % lines.length;
        assert.equal(await failingLine(joined(lines.toSpliced(gone, 1))), gone + 1);
      }),
      RUNS,
    );
  });

  it('by duplicating a line is told at its second copy', async () => {
    await fc.assert(
      fc.asyncProperty(anyExport, fc.nat(), async (lines, at) => {
        const twice = at % lines.length;
        assert.equal(await failingLine(joined(lines.toSpliced(twice, 0, lines[twice] ?? ''))), twice + 2);
      }),
      RUNS,
    );
  });

  it('by swapping two lines is told at the first of them, or right after it', async () => {
    await fc.assert(
      fc.asyncProperty(anyExport, fc.nat(), fc.nat(), async (lines, a, b) => {
        const [low, high] = [a % lines.length, b % lines.length].toSorted((x, y) => x - y) as [number, number];
        fc.pre(low !== high);
        const swapped = lines.with(low, lines[high] ?? '').with(high, lines[low] ?? '');
        const line = await failingLine(joined(swapped));
        // A file may start at any position, so a foreign first line shows at the line that does not follow it.
        assert.ok(line === low + 1 || (low === 0 && line === 2), `lines ${low + 1} and ${high + 1} swapped, told at ${line}`);
      }),
      RUNS,
    );
  });
});

/** 1-based number of the line that holds this byte. */
function lineOf(lines: string[], place: number): number {
  let end = 0;
  return lines.findIndex((line) => (end += Buffer.byteLength(line)) > place) + 1;
}

function joined(lines: string[]): Buffer {
  return Buffer.from(lines.join(''));
}

/** The line verification fails at; 0 when it does not fail. */
async function failingLine(bytes: Uint8Array, chunk = 65_536): Promise<number> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const result = await verifyExport(chunks());
  return result.ok ? 0 : result.line;
}

import { describe, expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
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
  it.prop([anyExport, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat()], RUNS)(
    'of one byte is told at its line',
    async (lines, at, change, chunk) => {
      const bytes = Buffer.from(lines.join(''));
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ change;
      expect(await failingLine(bytes, 1 + (chunk % 300))).toBe(lineOf(lines, place));
    },
  );

  it.prop([anyExport, fc.nat()], RUNS)('by cutting the end off is told where the cut is', async (lines, at) => {
    const bytes = Buffer.from(lines.join(''));
    const place = at % bytes.length;
    expect(await failingLine(bytes.subarray(0, place))).toBe(lineOf(lines, place));
  });

  it.prop([anyExport, fc.nat()], RUNS)(
    'by deleting a line is told at the line that took its place, or at the first when the start is gone',
    async (lines, at) => {
      const gone = at % lines.length;
      expect(await failingLine(joined(lines.toSpliced(gone, 1)))).toBe(gone + 1);
    },
  );

  it.prop([anyExport, fc.nat()], RUNS)('by duplicating a line is told at its second copy', async (lines, at) => {
    const twice = at % lines.length;
    expect(await failingLine(joined(lines.toSpliced(twice, 0, lines[twice] ?? '')))).toBe(twice + 2);
  });

  it.prop([anyExport, fc.nat(), fc.nat()], RUNS)(
    'by swapping two lines is told at the first of them, or right after it',
    async (lines, a, b) => {
      const [low, high] = [a % lines.length, b % lines.length].toSorted((x, y) => x - y) as [number, number];
      fc.pre(low !== high);
      const swapped = lines.with(low, lines[high] ?? '').with(high, lines[low] ?? '');
      const line = await failingLine(joined(swapped));
      // A file may start at any position, so a foreign first line shows at the line that does not follow it.
      expectThat(`lines ${low + 1} and ${high + 1} swapped, told at ${line}`, line === low + 1 || (low === 0 && line === 2)).toBe(
        true,
      );
    },
  );
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

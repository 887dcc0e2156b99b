import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgementOf, resultLines, verifyExport } from '#libs/evidence';
import { expectThat } from '#libs/testing';
import { sha256 } from './page/sha256.js';
import { inChunks, mutatedExports } from './testing/mutated-exports.js';

type Verifier = Pick<typeof import('#libs/evidence'), 'judgementOf' | 'resultLines' | 'verifyExport'>;
const FILE = resolve('dist/bundles/verifier/writ-verify.mjs');
/** WRIT_VERIFIER_RUNS=10000 for many, WRIT_VERIFIER_SEED for the same again. */
const RUNS = Number(process.env['WRIT_VERIFIER_RUNS'] ?? 400);
const SEED = process.env['WRIT_VERIFIER_SEED'];

describe('the verifier in one file', () => {
  it(`says of ${RUNS} exports that somebody did something to what writ verify says`, async () => {
    const alone = (await import(pathToFileURL(FILE).href)) as Verifier;
    const reasons = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(mutatedExports, fc.integer({ min: 1, max: 3000 }), async ({ bytes, head }, size) => {
        const options = head ? { head } : {};
        const here = await verifyExport(inChunks(bytes, size), options);
        const there = await alone.verifyExport(inChunks(bytes, 3001 - size), options);
        expect(there).toStrictEqual(here);
        expect([alone.judgementOf(there), alone.resultLines('x', there)]).toStrictEqual([
          judgementOf(here),
          resultLines('x', here),
        ]);
        const reason = here.ok ? 'good' : here.reason;
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }),
      { numRuns: RUNS, ...(SEED !== undefined && { seed: Number(SEED) }) },
    );
    if (process.env['WRIT_VERIFIER_RUNS']) console.log(Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a)));
    expectThat('kinds of answers that were compared', reasons.size).toBeGreaterThan(10);
  });

  it('hashes in a browser as in Node', async () => {
    const { createHash } = await import('node:crypto');
    const digestOf = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 4096]) {
      expectThat(String(length), sha256(Buffer.alloc(length, 7))).toBe(digestOf(Buffer.alloc(length, 7)));
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => expect(sha256(bytes)).toBe(digestOf(bytes))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(sha256(text)).toBe(digestOf(text))));
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { goodStretch, verifyExport } from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';
import { expectThat } from '#libs/testing';
import { inChunks, mutatedExports } from './testing/mutated-exports.js';
import { SLOT_BYTES, THREAD_ROLE } from './threads/stretch-thread.js';
import { StretchThreads, threadsFor } from './threads/stretch-threads.js';
import { verifyFile } from './verify-file.js';

/** WRIT_VERIFIER_RUNS=10000 for many, WRIT_VERIFIER_SEED for the same again. */
const RUNS = Number(process.env['WRIT_VERIFIER_RUNS'] ?? 300);
const SEED = process.env['WRIT_VERIFIER_SEED'];
const bytes = Buffer.from(sampleExport(sampleLedger(40)).join(''));
const inModule = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

describe('threads that read an export', () => {
  const threads: StretchThreads[] = [];
  beforeAll(() => {
    for (const count of [1, 2, 3]) threads.push(new StretchThreads(count));
  });
  afterAll(async () => {
    await Promise.all(threads.map((each) => each.close()));
  });

  it(`say of ${RUNS} exports that somebody did something to what one thread says, in blocks of any size`, async () => {
    await fc.assert(
      fc.asyncProperty(
        mutatedExports,
        fc.integer({ min: 1, max: 3000 }),
        fc.nat({ max: 2 }),
        async ({ bytes: some, head }, size, which) => {
          const options = head ? { head } : {};
          const readers = threads[which];
          const there = await verifyExport(inChunks(some, size), { ...options, ...(readers && { readers }) });
          expect(there).toStrictEqual(await verifyExport(inChunks(some, some.length + 1), options));
        },
      ),
      { numRuns: RUNS, ...(SEED !== undefined && { seed: Number(SEED) }) },
    );
  });

  it('take lines that are longer than what they are given at once', async () => {
    const note = 'x'.repeat(SLOT_BYTES + 1);
    const long = Buffer.from(sampleExport(sampleLedger(4, { data: (n) => ({ note: n === 1 ? note : '' }) })).join(''));
    const [readers] = threads;
    expect(await verifyExport(inChunks(long, 100_000), readers && { readers })).toMatchObject({ ok: true, count: 4 });
  });

  it('are not missed when they do not start, fail or end', async () => {
    for (const [what, entry] of [
      ['no such module', new URL('absent.js', import.meta.url)],
      ['one that throws', inModule('throw new Error("no")')],
      ['one that ends at once', inModule('')],
      [
        'one that ends when it is asked',
        inModule('import { parentPort } from "node:worker_threads"; parentPort.once("message", () => process.exit());'),
      ],
      ['one that nobody may start', {} as URL],
    ] as const) {
      const readers = new StretchThreads(2, entry);
      expectThat(what, await verifyExport(inChunks(bytes, 1000), { readers })).toMatchObject({ ok: true, count: 40 });
      await readers.close();
    }
  });

  it('start with each file that is built for them', async () => {
    for (const file of [
      'dist/clients/verifier/threads/stretch.worker.js',
      'dist/bundles/cli/stretch.worker.js',
      'dist/bundles/verifier/writ-verify.mjs',
    ]) {
      const slot = new SharedArrayBuffer(SLOT_BYTES);
      new Uint8Array(slot).set(bytes);
      const thread = new Worker(pathToFileURL(resolve(file)), { workerData: { role: THREAD_ROLE, slots: [slot] } });
      const answered = once(thread, 'message');
      thread.postMessage({ slot: 0, length: bytes.length });
      expectThat(file, await answered).toMatchObject([{ ...goodStretch(bytes), revisions: expect.anything() }]);
      await thread.terminate();
    }
  });

  it('are as many as there are other processors, for a large file', () => {
    const large = 1024 ** 3;
    expect([1, 2, 4, 64].map((processors) => threadsFor(large, processors))).toStrictEqual([0, 1, 3, 7]);
    expect(threadsFor(1024, 4)).toBe(0);
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-file-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is verified in threads as in one, damaged or not', async () => {
    const events = 4000;
    const large = Buffer.from(sampleExport(sampleLedger(events, { streams: 70 })).join(''));
    for (const at of [undefined, 100, large.length >> 1, large.length - 5]) {
      const some = Buffer.from(large);
      if (at !== undefined) some[at] = 0xff;
      const file = join(folder, String(at));
      writeFileSync(file, some);
      const alone = await verifyFile(file, some.length, {}, undefined, 0);
      expect(alone.ok).toBe(at === undefined);
      const seen: number[] = [];
      const onProgress = (now: { readonly bytes: number }) => void seen.push(now.bytes);
      expectThat(String(at), await verifyFile(file, some.length, { onProgress }, undefined, 2)).toStrictEqual(alone);
      expect(at === undefined ? seen.at(-1) : 0).toBe(at === undefined ? large.length : 0);
    }
  });

  it('that cannot be read rejects, with threads as without', async () => {
    for (const count of [0, 1])
      await expect(verifyFile(join(folder, 'absent'), 0, {}, undefined, count)).rejects.toThrow(/ENOENT/);
  });
});

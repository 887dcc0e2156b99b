import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { VerificationResult } from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';
import { verifyFile } from '../../clients/verifier/verify-file.js';
import { threadsFor } from '../../clients/verifier/threads/stretch-threads.js';
import type { BenchRow } from './bench-row.js';

const EVENTS = 300_000;
const STREAMS = 15_000;
const ROUNDS = 5;
const TARGET_PER_SECOND = 100_000;

/** Offline verification of a file: in threads as `writ verify` does, in one, and by a few lines that check hashes only; in turns, medians. */
export async function verifyExportBench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'writ-bench-verify-'));
  try {
    const file = join(folder, 'ledger.ndjson');
    await writeSample(file);
    const { size } = statSync(file);
    const threads = threadsFor(size);
    const ways = {
      threads: async () => counted(await verifyFile(file, size, {}, undefined, threads)),
      alone: async () => counted(await verifyFile(file, size, {}, undefined, 0)),
      hashes: async () => hashesChecked(file),
    };
    const rates = await ratesOf(ways);
    return rowsOf(rates, { lineBytes: Math.round(size / EVENTS), threads });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Way = 'threads' | 'alone' | 'hashes';

/** Events a second, by median. */
async function ratesOf(ways: Readonly<Record<Way, () => Promise<number>>>): Promise<Record<Way, number>> {
  const times: Record<Way, number[]> = { threads: [], alone: [], hashes: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const way of ['threads', 'alone', 'hashes'] as const) {
      const started = performance.now();
      const events = await ways[way]();
      if (events !== EVENTS) throw new Error(`${way}: ${events} events of the bench's own export were verified`);
      times[way].push(performance.now() - started);
    }
  }
  const rate = (way: Way): number => (EVENTS / (times[way].sort((a, b) => a - b)[ROUNDS >> 1] ?? 0)) * 1000;
  return { threads: rate('threads'), alone: rate('alone'), hashes: rate('hashes') };
}

function rowsOf(
  rates: Readonly<Record<Way, number>>,
  about: { readonly lineBytes: number; readonly threads: number },
): BenchRow[] {
  const unit = 'events/s';
  const target = `>= ${TARGET_PER_SECOND}`;
  const best = Math.round(rates.threads);
  return [
    {
      name: `verify a file offline (${EVENTS} lines of ${about.lineBytes} bytes), threads beside the first: ${about.threads}`,
      value: best,
      unit,
      against: 'target',
      ratio: best / TARGET_PER_SECOND,
      target,
      met: best >= TARGET_PER_SECOND,
    },
    { name: 'the same', value: best, unit, against: 'one thread', ratio: rates.threads / rates.alone },
    {
      name: 'in one thread',
      value: Math.round(rates.alone),
      unit,
      against: 'parsing lines and checking their hashes',
      ratio: rates.alone / rates.hashes,
    },
  ];
}

function counted(result: VerificationResult): number {
  if (!result.ok) throw new Error(`the bench's own export did not verify: ${JSON.stringify(result)}`);
  return result.count;
}

/** As the guide does it without our code: digests and chain, nothing else. */
async function hashesChecked(file: string): Promise<number> {
  const sha = (...parts: readonly (string | Buffer)[]): Buffer =>
    parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
  let previous: Buffer = Buffer.alloc(32);
  let events = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { trailer, digest, chain } = JSON.parse(line) as { trailer?: object; digest: string; chain: string };
    if (trailer) break;
    const hashed = line.replace(`,"chain":"${chain}"`, '').replace(`,"digest":"${digest}"`, '');
    previous = sha(Buffer.of(2), previous, Buffer.from(digest, 'hex'));
    if (sha(hashed).toString('hex') !== digest || previous.toString('hex') !== chain) throw new Error(`line ${events + 1}`);
    events += 1;
  }
  return events;
}

async function writeSample(file: string): Promise<void> {
  const lines = sampleExport(sampleLedger(EVENTS, { streams: STREAMS, data: decisionData }));
  const handle = await open(file, 'w');
  for (let at = 0; at < lines.length; at += 1000) await handle.write(lines.slice(at, at + 1000).join(''));
  await handle.close();
}

function decisionData(n: number): { [key: string]: string | number | { [key: string]: string | number } } {
  return {
    decisionId: `d-${n}`,
    tool: 'get_reservation_details',
    arguments: { reservation_id: `R${n}`, note: 'plain text of some length' },
    verdict: 'ALLOW',
    code: 'ALLOWED',
    rule: 'read_tools',
    risk: 'NONE',
  };
}

import { verifyExport } from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';
import type { BenchRow } from './bench-row.js';

const EVENTS = 100_000;
const STREAMS = 5_000;
const CHUNK_BYTES = 64 * 1024;
const TARGET_PER_SECOND = 100_000;

/** Offline verification of one export in memory, in 64 KiB chunks as a file gives them; best of three runs. */
export async function verifyExportBench(): Promise<BenchRow[]> {
  const bytes = Buffer.from(sampleExport(sampleLedger(EVENTS, { streams: STREAMS, data: decisionData })).join(''));
  const bytesPerEvent = Math.round(bytes.length / EVENTS);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const started = performance.now();
    const result = await verifyExport(chunks(bytes));
    if (!result.ok || result.count !== EVENTS)
      throw new Error(`the bench's own export did not verify: ${JSON.stringify(result)}`);
    best = Math.min(best, performance.now() - started);
  }
  const perSecond = Math.round((EVENTS / best) * 1000);
  const target = `>= ${TARGET_PER_SECOND}`;
  return [
    {
      name: `verify an export offline (${bytesPerEvent}-byte lines)`,
      value: perSecond,
      unit: 'events/s',
      against: 'target',
      ratio: perSecond / TARGET_PER_SECOND,
      target,
      met: perSecond >= TARGET_PER_SECOND,
    },
  ];
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
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

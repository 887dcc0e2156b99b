import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { BenchRow } from './bench-row.js';

const RUNS = 10;
const COMMAND = resolve('clients/cli/bin/writ.mjs');
/** Nothing listens there: what is measured is the way to the request, and what is said of it. */
const NOBODY = ['--url', 'http://127.0.0.1:9'];
const TARGET_MS = 250;

/** The command `writ` as a process, against Node that does nothing. Medians. */
export async function startUpBench(): Promise<BenchRow[]> {
  const node = medianMs(['-e', '0']);
  const rows: [name: string, args: string[]][] = [
    ['writ --version', ['--version']],
    ['writ decide', ['decide', '--tool', 'lookup', ...NOBODY]],
  ];
  return rows.map(([name, args]) => {
    const value = medianMs([COMMAND, ...args]);
    const bar = { target: `<= ${TARGET_MS}`, met: value <= TARGET_MS };
    return { name: `start ${name}`, value, unit: 'ms', against: 'node -e 0', ratio: value / node, ...bar };
  });
}

function medianMs(args: readonly string[]): number {
  const env = { PATH: process.env['PATH'], WRIT_AGENT_KEY: 'nobody' };
  const once = (): number => {
    const started = performance.now();
    spawnSync(process.execPath, args, { env });
    return performance.now() - started;
  };
  // The first leaves what was compiled for those after it.
  once();
  return Array.from({ length: RUNS }, once).toSorted((a, b) => a - b)[RUNS / 2] ?? 0;
}

import { BenchDeployment } from '../bench-deployment.js';
import type { BenchRow } from '../bench-row.js';
import type { LoadResult } from '../load/load.js';

const CONNECTIONS = 64;
const SECONDS = 8;
const ROUNDS = 3;

/** One tenant's calls at one API, and as many callers spread over two, in turns. */
export async function twoProcessesBench(): Promise<BenchRow[]> {
  const writ = await BenchDeployment.start();
  try {
    const second = await writ.startSecondApi();
    const key = writ.credentials.agentKey;
    const asked = (run: string, connections: number, at = writ.credentials.url) =>
      writ.loadAtOnce({ connections, seconds: SECONDS, key, run, at });
    for (const at of [writ.credentials.url, second])
      await writ.load({ connections: CONNECTIONS, seconds: 4, key, run: 'warm', at });
    const [alone, both]: [LoadResult[], LoadResult[][]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      await writ.settled();
      alone.push(await asked(`alone${round}`, CONNECTIONS));
      await writ.settled();
      const half = CONNECTIONS / 2;
      both.push(await Promise.all([asked(`first${round}`, half), asked(`second${round}`, half, second)]));
    }
    return rows(alone, both);
  } finally {
    await writ.stop();
  }
}

function rows(alone: readonly LoadResult[], both: readonly (readonly LoadResult[])[]): BenchRow[] {
  const rate = median(alone.map(({ perSecond }) => perSecond));
  const tail = median(alone.map(({ p99 }) => p99));
  const together = median(both.map((loads) => loads.reduce((sum, { perSecond }) => sum + perSecond, 0)));
  const tailTogether = median(both.map((loads) => Math.max(...loads.map(({ p99 }) => p99))));
  const failed = [...alone, ...both.flat()].reduce((sum, load) => sum + load.failed, 0);
  const [faster, slower] = [together / rate, tailTogether / tail];
  return [
    { name: `one API process, ${CONNECTIONS} connections`, value: Math.round(rate), unit: `decisions/s (p99 ${tail} ms)` },
    compared('two API processes on one tenant', Math.round(together), 'decisions/s', faster, {
      target: '>= 1',
      met: faster >= 1,
    }),
    compared('p99 at the slower of the two', tailTogether, 'ms', slower, { target: '<= 1.3', met: slower <= 1.3 }),
    { name: 'requests that failed', value: failed, unit: '', target: '0', met: failed === 0 },
  ];
}

function compared(name: string, value: number, unit: string, ratio: number, bar: Pick<BenchRow, 'target' | 'met'>): BenchRow {
  return { name, value, unit, against: 'one', ratio, ...bar };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

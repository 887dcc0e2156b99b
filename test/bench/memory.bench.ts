import { BenchDeployment } from './bench-deployment.js';
import type { BenchRow } from './bench-row.js';

const TOTAL = Number(process.env.WRIT_BENCH_DECISIONS ?? 1_000_000);
const BATCH = 100;
const MAX_MB = 600;

/** Memory of the API process while it makes a million decisions, half of them to warm up, half to see that it stays flat. */
export async function memoryBench(): Promise<BenchRow[]> {
  const writ = await BenchDeployment.start();
  try {
    const samples: number[] = [];
    const rounds = 10;
    for (let round = 0; round < rounds; round += 1) {
      const result = await writ.load({
        connections: 8,
        amount: Math.ceil(TOTAL / BATCH / rounds),
        key: writ.credentials.agentKey,
        run: `memory${round}`,
        batch: BATCH,
      });
      if (result.failed > 0) throw new Error(`${result.failed} batches failed`);
      samples.push(await writ.apiMemory());
    }
    const { position } = await writ.get<{ position: number }>('/v1/ledger/head');
    const half = Math.max(...samples.slice(0, rounds / 2));
    const full = Math.max(...samples.slice(rounds / 2));
    return [
      {
        name: `memory of the API after ${position} events`,
        value: Math.round(samples.at(-1)!),
        unit: 'MB',
        target: `< ${MAX_MB}`,
        met: full < MAX_MB,
      },
      {
        name: '  highest in the second half',
        value: Math.round(full),
        unit: 'MB',
        against: 'first half',
        ratio: full / half,
        target: '<= 1.15',
        met: full / half <= 1.15,
      },
    ];
  } finally {
    await writ.stop();
  }
}

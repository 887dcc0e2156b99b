import { BenchDeployment } from './bench-deployment.js';
import type { BenchRow } from './bench-row.js';
import type { LoadResult } from './load/load.js';
import { benchTenant, POLICY, READS, type BenchTenant } from './oversight/bench-tenant.js';

const REVISIONS = 50;
const ROUNDS = 3;
const SECONDS = 15;
/** Decisions a second: some work beside which waiting shows, and not so much that the machine is full of it. */
const RATE = 60;
const CALLERS = 8;
const MOST_LONGER = 2;

interface Round {
  readonly alone: LoadResult;
  readonly meanwhile: LoadResult;
  readonly seconds: number;
}

/** What another tenant's decisions wait while fifty revisions are added at once. Medians of rounds. */
export async function addingRevisionsBench(): Promise<BenchRow[]> {
  const writ = await BenchDeployment.start();
  try {
    const [adding, deciding] = [await benchTenant(writ, 'adding'), await benchTenant(writ, 'deciding')];
    await decided(writ, deciding, 'warm');
    const rounds: Round[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const alone = await decided(writ, deciding, `a${round}`);
      const began = performance.now();
      const all = added(adding, round).then(() => (performance.now() - began) / 1_000);
      const meanwhile = await decided(writ, deciding, `m${round}`);
      rounds.push({ alone, meanwhile, seconds: await all });
    }
    return rows(rounds);
  } finally {
    await writ.stop();
  }
}

function decided(writ: BenchDeployment, { key }: BenchTenant, run: string): Promise<LoadResult> {
  return writ.loadAtOnce({ connections: CALLERS, seconds: SECONDS, rate: RATE, key, run, tools: READS });
}

/** Rejects when one of them is refused. No two are alike: each is compiled. */
function added({ post }: BenchTenant, round: number): Promise<unknown> {
  const one = (n: number) => ({
    modules: { 'policy.rego': `${POLICY}\n# ${round}.${n}\n` },
    data: { read: READS, writ: {} },
    summary: `${n}`,
  });
  return Promise.all(Array.from({ length: REVISIONS }, (_, n) => post('/v1/policies/bench/revisions', one(n))));
}

function rows(rounds: readonly Round[]): BenchRow[] {
  const row = (part: 'p50' | 'p99'): BenchRow => {
    const value = median(rounds.map(({ meanwhile }) => meanwhile[part]));
    const ratio = median(rounds.map(({ alone, meanwhile }) => meanwhile[part] / alone[part]));
    const bar = part === 'p99' ? { target: `<= ${MOST_LONGER} x`, met: ratio <= MOST_LONGER } : {};
    const name = `decisions while ${REVISIONS} revisions are added: ${part}`;
    return { name, value, unit: 'ms', against: 'without', ratio, ...bar };
  };
  const seconds = median(rounds.map((round) => round.seconds));
  return [row('p50'), row('p99'), { name: `${REVISIONS} revisions added at once`, value: seconds, unit: 's' }];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

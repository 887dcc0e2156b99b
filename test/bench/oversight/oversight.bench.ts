import { BenchDeployment } from '../bench-deployment.js';
import type { BenchRow } from '../bench-row.js';
import type { LoadResult } from '../load/load.js';
import { benchTenant, READS, type BenchTenant } from './bench-tenant.js';

const CALLERS = 64;
const ROUNDS = 5;
const SECONDS = 5;
const SLOWER_AT_MOST = 1.5;
const LIMITED_AT_LEAST = 0.3;
/** A month's limit that no run comes near to, and one that a run goes far beyond. */
const FAR = 1_000_000_000;
const NEAR = 3_000;
const BEYOND = 6_000;

const FACTS = {
  calls_in_session: { by: 'session', windowSeconds: 60 },
  passengers_in_session: { measure: 'sum(arguments.passengers)', by: 'session' },
};

/** What oversight costs: the same calls of tenants with and without it, in turn, at the same processes. */
export async function oversightBench(): Promise<BenchRow[]> {
  const writ = await BenchDeployment.start();
  try {
    const second = await writ.startSecondApi();
    const plain = await benchTenant(writ, 'plain');
    const overseen = await benchTenant(writ, 'overseen', { facts: FACTS });
    await oversee(overseen);
    const limited = await benchTenant(writ, 'limited');
    await limit(limited, FAR);
    const runs: Runs = { plain: [], overseen: [], plainOnTwo: [], limited: [] };
    for (let round = 0; round <= ROUNDS; round += 1) await oneRound(writ, second, { plain, overseen, limited }, round, runs);
    return [...rows(runs), await exactness(writ, second)];
  } finally {
    await writ.stop();
  }
}

interface Runs {
  readonly plain: LoadResult[];
  readonly overseen: LoadResult[];
  readonly plainOnTwo: LoadResult[];
  readonly limited: LoadResult[];
}

/** The first one warms up. */
async function oneRound(
  writ: BenchDeployment,
  second: string,
  { plain, overseen, limited }: Readonly<Record<'plain' | 'overseen' | 'limited', BenchTenant>>,
  round: number,
  runs: Runs,
): Promise<void> {
  const one = ({ key }: BenchTenant, run: string) =>
    writ.load({ connections: CALLERS, seconds: SECONDS, key, run: `${run}${round}`, tools: READS });
  const two = ({ key }: BenchTenant, run: string) => onTwo(writ, second, { seconds: SECONDS }, key, `${run}${round}`);
  const kept = {
    plain: await one(plain, 'p'),
    overseen: await one(overseen, 'o'),
    plainOnTwo: await two(plain, 'q'),
    limited: await two(limited, 'l'),
  };
  if (round > 0) for (const [name, result] of Object.entries(kept)) runs[name as keyof Runs].push(result);
}

/** Half of the callers at each API. */
async function onTwo(
  writ: BenchDeployment,
  second: string,
  much: { readonly seconds?: number; readonly amount?: number },
  key: string,
  run: string,
): Promise<LoadResult> {
  await writ.settled();
  const load = { connections: CALLERS / 2, key, tools: READS, ...much };
  const [here, there] = await Promise.all([
    writ.loadAtOnce({ ...load, run: `${run}a` }),
    writ.loadAtOnce({ ...load, run: `${run}b`, at: second }),
  ]);
  return {
    requests: here.requests + there.requests,
    ok: here.ok + there.ok,
    failed: here.failed + there.failed,
    perSecond: here.perSecond + there.perSecond,
    cpuMicros: (here.cpuMicros + there.cpuMicros) / 2,
    p50: Math.max(here.p50, there.p50),
    p99: Math.max(here.p99, there.p99),
  };
}

/** Everything at once, as a careful tenant has it; nothing of it stops a call of the run. */
async function oversee({ post }: BenchTenant): Promise<void> {
  for (const name of READS) await post('/v1/tools', { name, class: 'read', returns: ['travel'], risk: 'low' });
  await post('/v1/sink-rules', { labels: ['travel'], class: 'egress', action: 'block', reason: 'a bench' });
  await post('/v1/limits', { name: 'passing', subject: 'tool', limit: FAR, windowSeconds: 60 });
  const trigger = { name: 'denials', on: 'denials', subject: 'agent', count: 1_000, windowSeconds: 60 };
  await post('/v1/quarantine', { scoring: { threshold: 6 }, triggers: [trigger] });
}

async function limit({ post }: BenchTenant, most: number): Promise<void> {
  await post('/v1/limits', { name: 'calls', subject: 'agent', limit: most, period: 'month' });
}

function rows({ plain, overseen, plainOnTwo, limited }: Runs): BenchRow[] {
  const failed = [plain, overseen, plainOnTwo, limited].flat().reduce((sum, run) => sum + run.failed, 0);
  if (failed > 0) throw new Error(`${failed} requests failed`);
  const slower = rate(plain) / rate(overseen);
  const held = rate(limited) / rate(plainOnTwo);
  return [
    { name: `decisions without oversight, ${CALLERS} callers`, value: rate(plain), unit: 'decisions/s' },
    {
      name: '  with two facts, a limit, labels and quarantine',
      value: rate(overseen),
      unit: 'decisions/s',
      against: 'slower',
      ratio: slower,
      target: `<= ${SLOWER_AT_MOST}`,
      met: slower <= SLOWER_AT_MOST,
    },
    {
      name: '  p99 without / with',
      value: median(overseen.map(({ p99 }) => p99)),
      unit: `ms with (${median(plain.map(({ p99 }) => p99))} without)`,
    },
    { name: `decisions on two APIs, ${CALLERS} callers`, value: rate(plainOnTwo), unit: 'decisions/s' },
    {
      name: '  with an exact limit for the agent',
      value: rate(limited),
      unit: 'decisions/s',
      against: 'without',
      ratio: held,
      target: `>= ${LIMITED_AT_LEAST}`,
      met: held >= LIMITED_AT_LEAST,
    },
  ];
}

/** Two processes spend one limit to the last unit, and no unit more. */
async function exactness(writ: BenchDeployment, second: string): Promise<BenchRow> {
  const tenant = await benchTenant(writ, 'exact');
  await limit(tenant, NEAR);
  const { ok } = await onTwo(writ, second, { amount: BEYOND / 2 }, tenant.key, 'e');
  if (ok !== BEYOND) throw new Error(`${ok} of ${BEYOND} calls were answered`);
  let allowed = 0;
  await writ.eachEvent(({ type, data }) => {
    if (type === 'DecisionRecorded' && data['verdict'] === 'ALLOW') allowed += 1;
  }, tenant.operator);
  return {
    name: `${BEYOND} calls against a limit of ${NEAR}: let pass beyond it`,
    value: allowed - NEAR,
    unit: 'calls',
    target: '0',
    met: allowed === NEAR,
  };
}

function rate(runs: readonly LoadResult[]): number {
  return Math.round(median(runs.map(({ perSecond }) => perSecond)));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

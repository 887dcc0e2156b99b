import { BenchDeployment } from '../bench-deployment.js';
import type { BenchRow } from '../bench-row.js';
import type { LoadResult } from '../load/load.js';
import { AllocationWatch, type Allocations } from './allocations.js';
import { startContestants, type Contestants } from './contestants.js';
import { processorTime } from './processor-time.js';

const CONNECTIONS = 64;
const ROUNDS = 3;
const SECONDS = 8;
const OFFERED = 2_000;
/** Tools that the demo's policy lists as read. */
const ALLOWED = ['search_flights', 'get_reservation', 'get_customer'];

const RACES = ['health', 'bare', 'floor', 'opa', 'decisions', 'allowed', 'floorPaced', 'paced'] as const;
type Race = (typeof RACES)[number];
type Runs = Record<Race, LoadResult[]>;

/**
 * Decisions beside what answers without deciding, what keeps without deciding and what decides without keeping: on one machine, in
 * turns, because machines drift. Every number is the median of the rounds, every ratio of that of each round.
 */
export async function decisionSpeedBench(): Promise<BenchRow[]> {
  const watch = new AllocationWatch();
  const writ = await BenchDeployment.start(watch.env);
  let contestants: Contestants | undefined;
  try {
    contestants = await startContestants(writ.databaseServer());
    await writ.load({ connections: CONNECTIONS, seconds: 4, key: writ.credentials.agentKey, run: 'warm' });
    const runs = Object.fromEntries(RACES.map((race) => [race, []])) as unknown as Runs;
    const used: ReadonlyMap<string, number>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) await oneRound(writ, contestants, round, runs, used);
    const failed = Object.values(runs)
      .flat()
      .reduce((sum, run) => sum + run.failed, 0);
    const allocations = await allocationRows(writ, watch);
    return [...rows(runs, contestants.opaVersion), ...processorRows(used), ...allocations, failedRow(failed)];
  } finally {
    watch.close();
    await contestants?.stop();
    await writ.stop();
  }
}

async function oneRound(
  writ: BenchDeployment,
  { bare, floor, opa }: Contestants,
  round: number,
  runs: Runs,
  used: ReadonlyMap<string, number>[],
): Promise<void> {
  const key = writ.credentials.agentKey;
  const closed = { connections: CONNECTIONS, seconds: SECONDS };
  const paced = { connections: CONNECTIONS, amount: OFFERED * SECONDS, rate: OFFERED };
  const kept = async (race: Race, load: Parameters<BenchDeployment['load']>[0]) => {
    const result = await writ.load({ ...load, run: `${race}${round}` });
    runs[race].push(result);
    return result;
  };
  await kept('health', { ...closed, path: '/healthz' });
  await kept('bare', { ...closed, at: bare, asks: 'bare' });
  await kept('floor', { ...closed, at: floor, asks: 'bare' });
  await kept('opa', { ...closed, at: opa, asks: 'opa' });
  const before = processorTime(writ.pid);
  const { requests } = await kept('decisions', { ...closed, key });
  const after = processorTime(writ.pid);
  used.push(new Map([...after].map(([part, micros]) => [part, (micros - (before.get(part) ?? 0)) / requests])));
  await kept('allowed', { ...closed, key, tools: ALLOWED });
  await kept('floorPaced', { ...paced, at: floor, asks: 'bare' });
  await kept('paced', { ...paced, key });
}

function rows(runs: Runs, opaVersion: string): BenchRow[] {
  const ratio = (race: Race, against: Race, of: 'perSecond' | 'p99') =>
    median(runs[race].map((run, round) => run[of] / (runs[against][round]?.[of] ?? Number.NaN)));
  const rate = (name: string, race: Race): BenchRow => ({
    name,
    value: median(runs[race].map(({ perSecond }) => perSecond)),
    unit: `/s (generator ${Math.round(median(runs[race].map(({ cpuMicros }) => cpuMicros)))} us a request)`,
  });
  const compared = (against: Race, as: string, bar?: number): BenchRow => {
    const times = ratio('decisions', against, 'perSecond');
    const row = { name: '  decisions', value: Math.round(times * 1000) / 1000, unit: 'x', against: as, ratio: times };
    return bar === undefined ? row : { ...row, target: `>= ${bar}`, met: times >= bar };
  };
  const tail = ratio('paced', 'floorPaced', 'p99');
  return [
    rate('GET /healthz', 'health'),
    rate('fastify alone', 'bare'),
    rate('floor: fastify and the ledger', 'floor'),
    rate(`OPA ${opaVersion} server, same policy, keeps nothing`, 'opa'),
    rate('POST /v1/decisions, durable: half allowed, a third held for approval, the rest denied', 'decisions'),
    rate('POST /v1/decisions, durable: all allowed', 'allowed'),
    compared('health', '/healthz', 0.12),
    compared('floor', 'the floor', 0.5),
    compared('opa', 'OPA', 0.6),
    {
      name: `p99 at an offered ${OFFERED}/s`,
      value: median(runs.paced.map(({ p99 }) => p99)),
      unit: `ms (p50 ${median(runs.paced.map(({ p50 }) => p50))}, floor p99 ${median(runs.floorPaced.map(({ p99 }) => p99))})`,
      against: 'the floor',
      ratio: tail,
      target: '<= 2.5',
      met: tail <= 2.5,
    },
  ];
}

function processorRows(used: readonly ReadonlyMap<string, number>[]): BenchRow[] {
  const parts = [...new Set(used.flatMap((each) => [...each.keys()]))];
  return parts.map((part) => ({
    name: `  processor time of a decision: ${part}`,
    value: Math.round(median(used.map((each) => each.get(part) ?? 0))),
    unit: 'us',
  }));
}

/** In a run of its own, for it is watched. */
async function allocationRows(writ: BenchDeployment, watch: AllocationWatch): Promise<BenchRow[]> {
  let requests = 0;
  const found = await watch.during(writ.pid, async () => {
    const load = { connections: CONNECTIONS, seconds: SECONDS, key: writ.credentials.agentKey, run: 'watched' };
    ({ requests } = await writ.load(load));
  });
  const row = (name: string, what: keyof Allocations, target?: number): BenchRow => {
    const kibibytes = found[what] / requests / 1024;
    const shown = { name: `  bytes of a decision in the API: ${name}`, value: Math.round(kibibytes * 10) / 10, unit: 'KiB' };
    return target === undefined ? shown : { ...shown, target: `<= ${target}`, met: kibibytes <= target };
  };
  return [row('allocated', 'allocated', 25), row('that outlive two collections', 'promoted')];
}

function failedRow(failed: number): BenchRow {
  return { name: 'requests that failed', value: failed, unit: '', target: '0', met: failed === 0 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

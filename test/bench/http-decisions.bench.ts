import { BenchDeployment } from './bench-deployment.js';
import type { BenchRow } from './bench-row.js';
import type { LoadResult } from './load-generator.js';

const CONNECTIONS = 64;
const SECONDS = 10;
const OFFERED = 2_000;
const BATCH = 100;

/** `POST /v1/decisions` against the same server's `/healthz`, then at a fixed rate, then in batches; and a recount. */
export async function httpDecisionsBench(): Promise<BenchRow[]> {
  const writ = await BenchDeployment.start();
  try {
    const key = writ.credentials.agentKey;
    await writ.load({ connections: CONNECTIONS, seconds: 4, key, run: 'warm' });
    const health = await writ.load({ connections: CONNECTIONS, seconds: SECONDS, path: '/healthz' });
    const full = await writ.load({ connections: CONNECTIONS, seconds: SECONDS, key, run: 'full' });
    const offered = await writ.load({ connections: CONNECTIONS, seconds: SECONDS, key, run: 'offered', rate: OFFERED });
    const batch = await writ.load({ connections: 8, seconds: SECONDS, key, run: 'batch', batch: BATCH });
    const lag = await projectionLag(writ);
    const recount = await recountOf(writ, { full, offered, batch });
    return [...rows(health, full, offered, batch), lag, recount];
  } finally {
    await writ.stop();
  }
}

function rows(health: LoadResult, full: LoadResult, offered: LoadResult, batch: LoadResult): BenchRow[] {
  const ratio = full.perSecond / health.perSecond;
  const items = batch.perSecond * BATCH;
  return [
    { name: `GET /healthz, ${CONNECTIONS} connections`, value: Math.round(health.perSecond), unit: 'requests/s' },
    {
      name: `POST /v1/decisions, ${CONNECTIONS} connections, durable`,
      value: Math.round(full.perSecond),
      unit: 'decisions/s',
      against: '/healthz',
      ratio,
      target: '>= 0.12',
      met: ratio >= 0.12,
    },
    { name: '  p50 / p99 at full load', value: full.p99, unit: `ms p99 (p50 ${full.p50})` },
    {
      name: `  p99 at an offered ${OFFERED}/s`,
      value: offered.p99,
      unit: `ms (p50 ${offered.p50}, ${Math.round(offered.perSecond)}/s done)`,
      target: '<= 15 ms',
      met: offered.p99 <= 15 && offered.perSecond >= OFFERED * 0.98,
    },
    {
      name: `POST /v1/decisions/batch, ${BATCH} calls each`,
      value: Math.round(items),
      unit: 'decisions/s',
      against: 'single',
      ratio: items / full.perSecond,
      target: '>= 2',
      met: items / full.perSecond >= 2,
    },
  ];
}

/** While 2,000 decisions/s arrive: how long after its commit an event is in the decisions view. */
async function projectionLag(writ: BenchDeployment): Promise<BenchRow> {
  const load = writ.load({ connections: CONNECTIONS, seconds: 8, key: writ.credentials.agentKey, run: 'lag', rate: OFFERED });
  const lags: number[] = [];
  const until = performance.now() + 6_500;
  while (performance.now() < until) lags.push(await oneLag(writ));
  await load;
  lags.sort((a, b) => a - b);
  const p99 = Math.round(lags[Math.ceil(lags.length * 0.99) - 1] ?? Number.NaN);
  return {
    name: `projection lag at ${OFFERED}/s (${lags.length} reads that wait for the head)`,
    value: p99,
    unit: `ms p99 (p50 ${Math.round(lags[Math.ceil(lags.length * 0.5) - 1] ?? Number.NaN)})`,
    target: '<= 100 ms',
    met: p99 <= 100,
  };
}

/** From outside: read the head, then ask the view for it with Writ-Min-Position; the two requests are part of the time. */
async function oneLag(writ: BenchDeployment): Promise<number> {
  const { position } = await writ.get<{ position: number }>('/v1/ledger/head');
  const started = performance.now();
  await writ.get(`/v1/decisions?limit=1`, { 'writ-min-position': String(position) });
  return performance.now() - started;
}

/** Every request that was answered is in the ledger exactly once, and nothing else of these runs is. */
async function recountOf(
  writ: BenchDeployment,
  runs: { full: LoadResult; offered: LoadResult; batch: LoadResult },
): Promise<BenchRow> {
  const seen = new Map<string, number>();
  await writ.eachEvent(({ type, data }) => {
    if (type !== 'DecisionRecorded') return;
    const id = data.requestId as string;
    seen.set(id, (seen.get(id) ?? 0) + 1);
  });
  const doubled = [...seen.values()].filter((times) => times > 1).length;
  const of = (run: string): number => [...seen.keys()].filter((id) => id.startsWith(`${run}-`)).length;
  // What was under way when a timed run ended may be recorded and unanswered, never the other way round.
  const lost =
    Math.max(0, runs.full.ok - of('full')) +
    Math.max(0, runs.offered.ok - of('offered')) +
    Math.max(0, runs.batch.ok * BATCH - of('batch'));
  const failed = runs.full.failed + runs.offered.failed + runs.batch.failed;
  return {
    name: `recount of ${seen.size} decisions: lost + doubled (failed requests ${failed})`,
    value: lost + doubled,
    unit: 'events',
    target: '0',
    met: lost + doubled === 0,
  };
}

import { BenchDeployment } from '../bench-deployment.js';
import type { BenchRow } from '../bench-row.js';
import type { LoadResult } from '../load/load.js';

const CONNECTIONS = 64;
const SECONDS = 10;
const OFFERED = 2_000;
const BATCH = 100;
const BATCHES = 600;
/** Runs of a fixed amount end with every request answered, so that they can be recounted exactly. */
const FULL = 40_000;
/** Requests that are sent once more, with the ids they had. */
const AGAIN = 10_000;

/** Every road on which decisions are asked for, beside single ones: batches, the stream, repeats; how far lists are behind; and a recount. */
export async function decidingRoadsBench(): Promise<BenchRow[]> {
  const writ = await BenchDeployment.start();
  try {
    const key = writ.credentials.agentKey;
    await writ.load({ connections: CONNECTIONS, seconds: 4, key, run: 'warm' });
    const full = await writ.load({ connections: CONNECTIONS, amount: FULL, key, run: 'full' });
    const offered = await writ.load({ connections: CONNECTIONS, amount: OFFERED * SECONDS, key, run: 'offered', rate: OFFERED });
    const batch = await writ.load({ connections: 8, amount: BATCHES, key, run: 'batch', batch: BATCH });
    const stream = await writ.load({ connections: 8, seconds: SECONDS, key, run: 'stream', stream: true });
    const once = await writ.load({ connections: CONNECTIONS, amount: AGAIN, key, run: 'again' });
    const again = await writ.load({ connections: CONNECTIONS, amount: AGAIN, key, run: 'again' });
    const lag = await projectionLag(writ);
    const at = await writ.startSecondApi();
    const forgotten = await writ.load({ connections: CONNECTIONS, amount: AGAIN, key, run: 'again', at });
    const recount = await recountOf(writ, { full, offered, batch, stream });
    return [
      ...rows(full, batch, stream),
      repeatedRow(once, again, 'before'),
      repeatedRow(once, forgotten, 'at another process'),
      lag,
      recount,
    ];
  } finally {
    await writ.stop();
  }
}

function rows(full: LoadResult, batch: LoadResult, stream: LoadResult): BenchRow[] {
  const items = batch.perSecond * BATCH;
  return [
    {
      name: `POST /v1/decisions, ${CONNECTIONS} connections, durable`,
      value: Math.round(full.perSecond),
      unit: `decisions/s (p50 ${full.p50}, p99 ${full.p99} ms)`,
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
    {
      name: 'deciding over /v1/stream, 8 sockets with 100 calls in flight',
      value: Math.round(stream.perSecond),
      unit: 'decisions/s',
      against: 'single',
      ratio: stream.perSecond / full.perSecond,
      target: '>= 2',
      met: stream.perSecond / full.perSecond >= 2,
    },
  ];
}

/** A client that sends everything again costs nobody more than one that asks anew. */
function repeatedRow(once: LoadResult, again: LoadResult, recorded: string): BenchRow {
  const ratio = again.perSecond / once.perSecond;
  return {
    name: `POST /v1/decisions, request ids that were recorded ${recorded}`,
    value: Math.round(again.perSecond),
    unit: 'answers/s',
    against: 'new ones',
    ratio,
    target: '>= 0.8',
    met: ratio >= 0.8,
  };
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
  runs: { full: LoadResult; offered: LoadResult; batch: LoadResult; stream: LoadResult },
): Promise<BenchRow> {
  const recorded = new Map<string, Map<string, number>>();
  await writ.eachEvent(({ type, data }) => {
    if (type !== 'DecisionRecorded') return;
    const id = data.requestId as string;
    const run = id.slice(0, id.indexOf('-'));
    const ids = recorded.get(run) ?? new Map<string, number>();
    recorded.set(run, ids.set(id, (ids.get(id) ?? 0) + 1));
  });
  const { full, offered, batch, stream } = runs;
  const answered = { full: full.ok, offered: offered.ok, batch: batch.ok * BATCH, stream: stream.ok };
  let wrong = 0;
  for (const [run, count] of Object.entries(answered)) {
    const ids = recorded.get(run) ?? new Map<string, number>();
    wrong += Math.abs(count - ids.size) + [...ids.values()].filter((times) => times > 1).length;
  }
  const total = Object.values(answered).reduce((sum, count) => sum + count, 0);
  const failed = full.failed + offered.failed + batch.failed + stream.failed;
  return {
    name: `recount of ${total} answered decisions: lost, doubled or unanswered`,
    value: wrong,
    unit: `events (${failed} requests failed)`,
    target: '0',
    met: wrong === 0 && failed === 0,
  };
}

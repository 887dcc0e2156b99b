import autocannon from 'autocannon';

/** What one load run sends and how. Runs in a process of its own: `fork`, send this, get a LoadResult. */
export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds?: number;
  readonly amount?: number;
  /** Requests per second over all connections; as fast as possible when absent. */
  readonly rate?: number;
  /** Agent key; no body is sent without one. */
  readonly key?: string;
  /** Calls per request: 1 posts to /v1/decisions, more to /v1/decisions/batch. */
  readonly batch?: number;
  /** Over `/v1/stream` instead of HTTP. */
  readonly stream?: boolean;
  /** Prefix of request ids, so that runs do not repeat each other. */
  readonly run?: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly ok: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const TOOLS = ['search_flights', 'get_reservation', 'get_customer', 'book_flight', 'refund_payment', 'rm_rf'];

/** The n-th call of a session: reads, writes and an unknown tool in turn. */
export function call(run: string, session: number, n: number): object {
  return {
    requestId: `${run}-${session}-${n}`,
    sessionId: `${run}-${session}`,
    tool: TOOLS[n % TOOLS.length],
    arguments: {
      from: 'JFK',
      to: 'SEA',
      date: '2026-12-01',
      passengers: (n % 5) + 1,
      note: `call ${n} of session ${session}`,
    },
  };
}

async function run(load: Load): Promise<LoadResult> {
  const result = await autocannon({
    url: load.url,
    connections: load.connections,
    timeout: 30,
    ...(load.seconds !== undefined && { duration: load.seconds }),
    ...(load.amount !== undefined && { amount: load.amount }),
    ...(load.rate !== undefined && { overallRate: load.rate }),
    ...(load.key !== undefined && { requests: [decisions(load, load.key)] }),
  });
  return {
    requests: result.requests.total,
    ok: result['2xx'],
    failed: result.non2xx + result.errors + result.timeouts,
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/** As many sessions as connections, taken in turn; every call has its own request id. */
function decisions(load: Load, key: string): autocannon.Request {
  const size = load.batch ?? 1;
  const run = load.run ?? 'run';
  let n = 0;
  return {
    method: 'POST',
    path: size === 1 ? '/v1/decisions' : '/v1/decisions/batch',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    setupRequest: (request) => {
      const session = n % load.connections;
      const calls = Array.from({ length: size }, () => call(run, session, (n += 1)));
      return { ...request, body: JSON.stringify(size === 1 ? calls[0] : calls) };
    },
  };
}

/** Nearest rank, in milliseconds. */
export function percentiles(latencies: number[]): { p50: number; p99: number } {
  const sorted = Float64Array.from(latencies).sort();
  const rank = (q: number): number => Math.round((sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN) * 10) / 10;
  return { p50: rank(0.5), p99: rank(0.99) };
}

process.on('message', (load: Load) => {
  const running = load.stream ? import('./stream-load.js').then(({ streamLoad }) => streamLoad(load)) : run(load);
  running.then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

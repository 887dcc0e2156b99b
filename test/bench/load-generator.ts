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

function call(run: string, connection: number, n: number): object {
  return {
    requestId: `${run}-${connection}-${n}`,
    sessionId: `${run}-${connection}`,
    tool: TOOLS[n % TOOLS.length],
    arguments: {
      from: 'JFK',
      to: 'SEA',
      date: '2026-12-01',
      passengers: (n % 5) + 1,
      note: `call ${n} of connection ${connection}`,
    },
  };
}

async function run(load: Load): Promise<LoadResult> {
  let connection = 0;
  const result = await autocannon({
    url: load.url,
    connections: load.connections,
    timeout: 30,
    ...(load.seconds !== undefined && { duration: load.seconds }),
    ...(load.amount !== undefined && { amount: load.amount }),
    ...(load.rate !== undefined && { overallRate: load.rate }),
    ...(load.key !== undefined && { setupClient: (client: autocannon.Client) => prepare(client, load, (connection += 1)) }),
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

/** Every connection is an agent's session of its own; every request has its own id. */
function prepare(client: autocannon.Client, load: Load, connection: number): void {
  const size = load.batch ?? 1;
  let n = 0;
  const next = (): void => {
    const calls = Array.from({ length: size }, () => call(load.run ?? 'run', connection, (n += 1)));
    client.setHeadersAndBody(
      { authorization: `Bearer ${load.key}`, 'content-type': 'application/json' },
      JSON.stringify(size === 1 ? calls[0] : calls),
    );
  };
  client.setRequest({ method: 'POST', path: size === 1 ? '/v1/decisions' : '/v1/decisions/batch' } as autocannon.Request);
  next();
  client.on('response', next);
}

process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

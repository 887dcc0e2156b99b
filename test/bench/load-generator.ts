import autocannon from 'autocannon';
import { call, type Load, type LoadResult } from './load.js';
import { streamLoad } from './stream-load.js';

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

process.on('message', (load: Load) => {
  const running = load.stream ? streamLoad(load) : run(load);
  running.then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

import autocannon from 'autocannon';
import { call, type Load, type LoadResult } from './load.js';
import { openLoop } from './open-loop.js';
import { streamLoad } from './stream-load.js';

/** As fast as the connections go. The generator's own duration is in whole seconds, so the clock stops at the last answer. */
async function closedLoop(load: Load): Promise<LoadResult> {
  const started = performance.now();
  let last = started;
  const running = autocannon({
    url: load.url,
    connections: load.connections,
    timeout: 30,
    ...(load.seconds !== undefined && { duration: load.seconds }),
    ...(load.amount !== undefined && { amount: load.amount }),
    ...(load.key !== undefined && { requests: [decisions(load, load.key)] }),
  });
  // The types call it a promise only; it is the running instance as well, and tells of every answer.
  (running as unknown as NodeJS.EventEmitter).on('response', () => (last = performance.now()));
  const result = await running;
  return {
    requests: result.requests.total,
    ok: result['2xx'],
    failed: result.non2xx + result.errors + result.timeouts,
    perSecond: (result.requests.total / (last - started)) * 1000,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/** As many sessions as connections, taken in turn; every call has its own request id. */
function decisions(load: Load, key: string): autocannon.Request {
  const size = load.batch ?? 1;
  let n = 0;
  return {
    method: 'POST',
    path: size === 1 ? '/v1/decisions' : '/v1/decisions/batch',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    setupRequest: (request) => {
      const session = n % load.connections;
      const calls = Array.from({ length: size }, () => call(load, session, (n += 1)));
      return { ...request, body: JSON.stringify(size === 1 ? calls[0] : calls) };
    },
  };
}

function runLoad(load: Load): Promise<LoadResult> {
  if (load.stream) return streamLoad(load);
  return load.rate === undefined ? closedLoop(load) : openLoop(load);
}

process.on('message', (load: Load) => {
  runLoad(load).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

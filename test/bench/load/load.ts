/** What one load run sends and how. Runs in a process of its own: `fork`, send this, get a LoadResult. */
export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds?: number;
  readonly amount?: number;
  /** Single decisions per second, sent when they are due; as fast as the connections go when absent. */
  readonly rate?: number;
  /** Agent key; without one it is a GET of the URL, unless `asks` says otherwise. */
  readonly key?: string;
  /** What is posted: to Writ, to another server at the URL itself, or as OPA wants it; `writ` where a key is given. */
  readonly asks?: 'writ' | 'bare' | 'opa';
  /** Calls per request: 1 posts to /v1/decisions, more to /v1/decisions/batch. */
  readonly batch?: number;
  /** Over `/v1/stream` instead of HTTP. */
  readonly stream?: boolean;
  /** Tools that are called in turn; reads, writes and an unknown one when left out. */
  readonly tools?: readonly string[];
  /** Prefix of request ids, so that runs do not repeat each other. */
  readonly run?: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly ok: number;
  readonly failed: number;
  readonly perSecond: number;
  /** Processor time of the generator itself, microseconds per request. */
  readonly cpuMicros: number;
  readonly p50: number;
  readonly p99: number;
}

const TOOLS = ['search_flights', 'get_reservation', 'get_customer', 'book_flight', 'refund_payment', 'rm_rf'];

/** The n-th call of a session. */
export function call({ run = 'run', tools = TOOLS }: Pick<Load, 'run' | 'tools'>, session: number, n: number): object {
  return {
    requestId: `${run}-${session}-${n}`,
    sessionId: `${run}-${session}`,
    tool: tools[n % tools.length],
    arguments: {
      from: 'JFK',
      to: 'SEA',
      date: '2026-12-01',
      passengers: (n % 5) + 1,
      note: `call ${n} of session ${session}`,
    },
  };
}

/** The n-th request of a load, as it goes over the wire: as many sessions as connections, each call with a request id of its own. */
export function requestOf(load: Load): (n: number) => string {
  const { host, pathname } = new URL(load.url);
  const asks = load.asks ?? (load.key === undefined ? undefined : 'writ');
  if (asks === undefined) return () => `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
  const size = load.batch ?? 1;
  const path = asks === 'writ' ? `/v1/decisions${size === 1 ? '' : '/batch'}` : pathname;
  const key = load.key === undefined ? '' : `authorization: Bearer ${load.key}\r\n`;
  const head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${key}content-type: application/json\r\ncontent-length: `;
  return (n) => {
    const calls = Array.from({ length: size }, (_, i) => call(load, n % load.connections, n * size + i + 1));
    const asked = size === 1 ? calls[0] : calls;
    const body = JSON.stringify(asks === 'opa' ? { input: asked } : asked);
    return `${head}${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
}

/** Nearest rank, in milliseconds. */
export function percentiles(latencies: number[]): { p50: number; p99: number } {
  const sorted = Float64Array.from(latencies).sort();
  const rank = (q: number): number => Math.round((sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN) * 10) / 10;
  return { p50: rank(0.5), p99: rank(0.99) };
}

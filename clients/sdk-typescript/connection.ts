import { backoffMs, retryAfterMs } from './backoff.js';
import { systemClock, type Clock } from './clock.js';
import { problemFacts, UnexpectedAnswer, WritProblem, WritUnreachable } from './problem.js';

export interface ConnectionOptions {
  /** Base address of the server, for instance https://writ.example.com. */
  readonly url: string;
  /** The agent's key, or where to get it: asked before every request, so that a rotated key is taken up. */
  readonly agentKey: string | (() => string);
  /** Milliseconds for one attempt, its answer included. Default 10,000. */
  readonly timeoutMs?: number;
  /** Milliseconds for a call with all its repetitions. Default 30,000. */
  readonly deadlineMs?: number;
  readonly clock?: Clock;
  /** Gives numbers in [0, 1). */
  readonly random?: () => number;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Whether doing it twice is the same as doing it once. Anything else is sent once, whatever becomes of it. */
  readonly isRepeatable: boolean;
  /** Instead of the connection's own limit for one attempt. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A good answer, or 304. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when there was no body. */
  readonly body: unknown;
}

const TIMEOUT_MS = 10_000;
const DEADLINE_MS = 30_000;
const never = new AbortController().signal;

/** Requests with time limits, repeated where that is safe. The key is sent to `url` alone and appears in no error. */
export class Connection {
  private readonly url: string;
  private readonly clock: Clock;
  private readonly random: () => number;

  constructor(private readonly options: ConnectionOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
  }

  /** Rejects with WritProblem, WritUnreachable or UnexpectedAnswer. */
  async request(call: Call): Promise<Answer> {
    const deadline = this.clock.now() + (this.options.deadlineMs ?? DEADLINE_MS);
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await this.attempt(call, attempts);
      } catch (error) {
        if (!call.isRepeatable || !isTemporary(error) || call.signal?.aborted) throw error;
        const wait = waitAfter(error, attempts, this.random());
        if (this.clock.now() + wait >= deadline) throw error;
        await this.clock.wait(wait, call.signal ?? never);
      }
    }
  }

  private async attempt(call: Call, attempts: number): Promise<Answer> {
    const response = await this.fetched(call);
    const { status, headers, text } = response;
    if (status === 304) return { status, headers, body: undefined };
    const body = parsed(text);
    if (status < 200 || status > 299) {
      const wait = retryAfterMs(headers.get('retry-after'), this.clock.now());
      throw new WritProblem(problemFacts(status, body, headers.get('x-request-id'), wait), attempts);
    }
    if (body === undefined && text !== '') throw new UnexpectedAnswer(`${this.url} answered something that is not JSON`);
    return { status, headers, body };
  }

  private async fetched(call: Call): Promise<{ status: number; headers: Headers; text: string }> {
    const limit = AbortSignal.timeout(call.timeoutMs ?? this.options.timeoutMs ?? TIMEOUT_MS);
    const { agentKey } = this.options;
    const key = typeof agentKey === 'string' ? agentKey : agentKey();
    try {
      const response = await fetch(this.url + call.path, {
        method: call.method,
        // A redirect could carry the key to a place nobody named.
        redirect: 'error',
        headers: { 'content-type': 'application/json', ...call.headers, authorization: `Bearer ${key}` },
        ...(call.body !== undefined && { body: call.body }),
        signal: call.signal ? AbortSignal.any([limit, call.signal]) : limit,
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (cause) {
      throw new WritUnreachable(`cannot reach ${this.url} (${reasonOf(cause)})`, { cause });
    }
  }
}

/** Milliseconds to wait before the next attempt: what the server asked for, else more after each failure in a row. */
export function waitAfter(error: unknown, failures: number, random: number): number {
  const asked = error instanceof WritProblem ? error.retryAfterMs : undefined;
  return asked ?? backoffMs(failures, random);
}

function isTemporary(error: unknown): boolean {
  return error instanceof WritUnreachable || (error instanceof WritProblem && error.isTemporary);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, name } = cause as { code?: unknown; name?: unknown };
  if (name === 'TimeoutError') return 'no answer in time';
  if (name === 'AbortError') return 'given up';
  return typeof code === 'string' ? code : String(cause instanceof Error ? cause.message : cause);
}

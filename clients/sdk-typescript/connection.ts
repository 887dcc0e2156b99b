import { waitAfter } from '../contract/backoff.js';
import { exchange, factsOf, unreachable } from '../contract/exchange.js';
import { isTemporary, UnexpectedAnswer, WritProblem } from '../contract/problem.js';
import { readAnswer, type Unread } from '../contract/reading.js';
import { pathOf, type AnswerTo, type Asked, type Parts, type Route } from '../contract/routes.js';
import { systemClock, type Clock } from './local/clock.js';

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

export interface CallSettings {
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether doing it twice is the same as doing it once. Anything else is sent once, whatever becomes of it. */
  readonly isRepeatable: boolean;
  /** Instead of the connection's own limit for one attempt. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A good answer, or 304. */
export interface Answer<A> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when there was no body. */
  readonly body: Unread<A>;
}

interface Call extends CallSettings {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string | Uint8Array;
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

  /** All requests reject with WritProblem, WritUnreachable or UnexpectedAnswer. */
  get<P extends Route<'get'>>(route: P, asked: Asked<'get', P>, settings: CallSettings): Promise<Answer<AnswerTo<'get', P>>> {
    return this.request({ method: 'GET', path: pathOf(route, asked), ...settings });
  }

  post<P extends Route<'post'>>(route: P, asked: Asked<'post', P>, settings: CallSettings): Promise<Answer<AnswerTo<'post', P>>> {
    const body = JSON.stringify((asked as { body?: unknown }).body);
    return this.request({ method: 'POST', path: pathOf(route, asked as Parts), body, ...settings });
  }

  /** A body that was made ready elsewhere. `Content-Encoding` is among the headers of `settings`. */
  postBytes<P extends Route<'post'>>(route: P, body: Uint8Array, settings: CallSettings): Promise<Answer<AnswerTo<'post', P>>> {
    return this.request({ method: 'POST', path: route, body, ...settings });
  }

  private async request<A>(call: Call): Promise<Answer<A>> {
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

  private async attempt<A>(call: Call, attempts: number): Promise<Answer<A>> {
    const { response, text } = await this.fetched(call);
    const { status, headers } = response;
    const body = parsed(text);
    if (!response.ok && status !== 304) throw new WritProblem(factsOf(this.url, response, body, this.clock.now()), attempts);
    if (body === undefined && text !== '') throw new UnexpectedAnswer(`${this.url} answered something that is not JSON`);
    return { status, headers, body: body as Unread<A> };
  }

  private async fetched({ method, path, headers, body, timeoutMs, signal }: Call): Promise<{ response: Response; text: string }> {
    const limit = AbortSignal.timeout(timeoutMs ?? this.options.timeoutMs ?? TIMEOUT_MS);
    const { agentKey } = this.options;
    const key = typeof agentKey === 'string' ? agentKey : agentKey();
    const response = await exchange(this.url, {
      method,
      path,
      headers: { 'content-type': 'application/json', ...headers, authorization: `Bearer ${key}` },
      ...(body !== undefined && { body }),
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    });
    try {
      return { response, text: await response.text() };
    } catch (cause) {
      throw unreachable(this.url, cause);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return readAnswer(text);
  } catch {
    return undefined;
  }
}

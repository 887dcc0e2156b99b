import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Json } from '#libs/event-sourcing';
import { JsonTextError } from '#libs/exact-json';
import { usageError } from '../exit.js';
import { exchange, factsOf } from '../../contract/exchange.js';
import { isTemporary, UnexpectedAnswer, WritProblem, WritUnreachable } from '../../contract/problem.js';
import { readAnswer, type Unread } from '../../contract/reading.js';
import { pathOf, type AnswerTo, type Asked, type Parts, type Route, type Schemas } from '../../contract/routes.js';

/** Supplies the credential of one kind of caller. Its tokens are never shown or logged. */
export interface Authority {
  /** Value for the Authorization header; undefined to send none. */
  authorization(): Promise<string | undefined>;
  /** Called after a 401: true when asking again may work. */
  renew?(): Promise<boolean>;
}

export const anonymous: Authority = { authorization: () => Promise.resolve(undefined) };

const TIMEOUT_MS = 30_000;

/** What to do about a mutation whose answer was lost. */
export interface Repetition {
  readonly times: number;
  /** Milliseconds to wait after this many failures (1..), for which `error` was the last. */
  waitMs(error: unknown, failures: number): number;
  /** Told before each wait. */
  onRepeat(ms: number, error: unknown): void;
}

/** Once, and whoever asked has to know what to do about it. */
const NEVER: Repetition = { times: 0, waitMs: () => 0, onRepeat: () => undefined };

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: string | Uint8Array;
  /** Of a body that is no JSON. */
  readonly sent?: { readonly type: string; readonly coding: 'gzip' | 'identity' };
  /** A position that the read model has to have seen. */
  readonly atLeast?: number;
  /** The same for all attempts at one thing: the server does it once. */
  readonly key?: string;
  readonly timeoutMs?: number;
}

/** Speaks JSON with one server. Rejects with WritProblem for any status but 2xx, with WritUnreachable for no answer. */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly authority: Authority,
    private readonly repetition: Repetition = NEVER,
  ) {}

  /** `atLeast`: what is read knows of that position of the ledger. */
  get<P extends Route<'get'>>(route: P, asked: Asked<'get', P>, atLeast?: number): Promise<Unread<AnswerTo<'get', P>>> {
    const path = addressOf(route, asked);
    return this.json({ method: 'GET', path, timeoutMs: TIMEOUT_MS, ...(atLeast !== undefined && { atLeast }) });
  }

  post<P extends Route<'post'>>(route: P, asked: Asked<'post', P>): Promise<Unread<AnswerTo<'post', P>>> {
    const { body, ...parts } = asked as Parts & { readonly body?: unknown };
    return this.repeated({
      method: 'POST',
      path: addressOf(route, parts),
      key: randomUUID(),
      timeoutMs: TIMEOUT_MS,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** A call that is known only when it is made: what can be repeated is, under one key. */
  call(method: Call['method'], path: string, body?: unknown): Promise<unknown> {
    const call = { method, path, timeoutMs: TIMEOUT_MS, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return method === 'GET' ? this.read(call) : this.repeated({ ...call, key: randomUUID() });
  }

  /** JSON, or a table as the text it is. */
  private async read(call: Call): Promise<unknown> {
    const response = await this.good(call);
    const bytes = await this.bytesOf(response);
    const isTable = response.headers.get('content-type')?.startsWith('text/csv') === true;
    return isTable ? new TextDecoder().decode(bytes) : answerIn(bytes, this.url);
  }

  /** Bytes that are no JSON, in whatever time it takes. */
  upload<P extends Route<'post'>>(
    route: P,
    parts: Parts,
    body: Uint8Array,
    sent: NonNullable<Call['sent']>,
  ): Promise<Unread<AnswerTo<'post', P>>> {
    return this.json({ method: 'POST', path: addressOf(route, parts), body, sent });
  }

  /** The response of a long answer; its body may still break off. No time limit. */
  download<P extends Route<'get'>>(route: P, asked: Asked<'get', P>): Promise<Response> {
    return this.good({ method: 'GET', path: addressOf(route, asked) });
  }

  /** An answer that was lost is asked for again, under the same key. What was refused in the first place is not. */
  private async repeated<A>(call: Call): Promise<Unread<A>> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.json(call);
      } catch (error) {
        const isWorthIt = failures === 1 ? mayHaveHappened(error) : isTemporary(error) || isUnderWay(error);
        if (!isWorthIt || failures > this.repetition.times) throw error;
        const ms = this.repetition.waitMs(error, failures);
        this.repetition.onRepeat(ms, error);
        await setTimeout(ms);
      }
    }
  }

  private async json<A>(call: Call): Promise<Unread<A>> {
    return answerIn(await this.bytesOf(await this.good(call)), this.url) as Unread<A>;
  }

  private async bytesOf(response: Response): Promise<Uint8Array> {
    try {
      return new Uint8Array(await response.arrayBuffer());
    } catch (cause) {
      throw new WritUnreachable(`${this.url} broke off its answer`, { cause });
    }
  }

  private async good(call: Call): Promise<Response> {
    let response = await this.attempt(call);
    if (response.status === 401 && (await this.authority.renew?.())) {
      await response.body?.cancel();
      response = await this.attempt(call);
    }
    if (response.ok) return response;
    const body: unknown = await response
      .arrayBuffer()
      .then((bytes) => readAnswer(new Uint8Array(bytes)))
      .catch(() => undefined);
    throw new WritProblem(factsOf(this.url, response, body, Date.now()));
  }

  private async attempt({ timeoutMs, key, atLeast, sent, ...call }: Call): Promise<Response> {
    const authorization = await this.authority.authorization();
    const headers = {
      ...(call.body !== undefined && { 'content-type': sent?.type ?? 'application/json' }),
      ...(sent && { 'content-encoding': sent.coding }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(atLeast !== undefined && { 'writ-min-position': String(atLeast) }),
      ...(authorization && { authorization }),
    };
    try {
      return await exchange(this.url, {
        ...call,
        headers,
        ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
      });
    } catch (cause) {
      throw new WritUnreachable(`${(cause as Error).message}; is the server running? npm start`, { cause });
    }
  }
}

/** An id that cannot stand in an address is a slip of whoever gave it. */
export function addressOf(route: string, parts: Parts): string {
  try {
    return pathOf(route, parts);
  } catch (cause) {
    if (cause instanceof TypeError) throw usageError(cause.message);
    throw cause;
  }
}

function answerIn(bytes: Uint8Array, url: string): Json {
  try {
    return readAnswer(bytes);
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    throw new UnexpectedAnswer(`${url} answered something else than JSON: ${cause.message}`, { cause });
  }
}

/** Nothing was listening, so nothing was done. */
const NEVER_SENT: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** The answer was lost, here or between two servers on the way. */
function mayHaveHappened(error: unknown): boolean {
  if (error instanceof WritProblem) return error.status === 502 || error.status === 504;
  if (!(error instanceof WritUnreachable)) return false;
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if (NEVER_SENT.includes((at as NodeJS.ErrnoException).code)) return false;
  return true;
}

/** The attempt before is still being carried out. */
function isUnderWay(error: unknown): boolean {
  return error instanceof WritProblem && error.code === ('IDEMPOTENCY_IN_PROGRESS' satisfies Schemas['Problem']['code']);
}

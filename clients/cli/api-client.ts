import { exchange, factsOf } from '../contract/exchange.js';
import { WritProblem, WritUnreachable } from '../contract/problem.js';
import type { Unread } from '../contract/reading.js';
import { pathOf, type AnswerTo, type Asked, type Parts, type Route } from '../contract/routes.js';

/** Supplies the credential of one kind of caller. Its tokens are never shown or logged. */
export interface Authority {
  /** Value for the Authorization header; undefined to send none. */
  authorization(): Promise<string | undefined>;
  /** Called after a 401: true when asking again may work. */
  renew?(): Promise<boolean>;
}

export const anonymous: Authority = { authorization: () => Promise.resolve(undefined) };

const TIMEOUT_MS = 30_000;

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly timeoutMs?: number;
}

/** Speaks JSON with one server. Rejects with WritProblem for any status but 2xx, with WritUnreachable for no answer. */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly authority: Authority,
  ) {}

  get<P extends Route<'get'>>(route: P, asked: Asked<'get', P>): Promise<Unread<AnswerTo<'get', P>>> {
    return this.json({ method: 'GET', path: pathOf(route, asked), timeoutMs: TIMEOUT_MS });
  }

  post<P extends Route<'post'>>(route: P, asked: Asked<'post', P>): Promise<Unread<AnswerTo<'post', P>>> {
    const { body, ...parts } = asked as Parts & { readonly body?: unknown };
    return this.json({
      method: 'POST',
      path: pathOf(route, parts),
      timeoutMs: TIMEOUT_MS,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** The response of a long answer; its body may still break off. No time limit. */
  download<P extends Route<'get'>>(route: P, asked: Asked<'get', P>): Promise<Response> {
    return this.good({ method: 'GET', path: pathOf(route, asked) });
  }

  private async json<A>(call: Call): Promise<Unread<A>> {
    const response = await this.good(call);
    try {
      return (await response.json()) as Unread<A>;
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
    const body: unknown = await response.json().catch(() => undefined);
    throw new WritProblem(factsOf(response, body, Date.now()));
  }

  private async attempt({ timeoutMs, ...call }: Call): Promise<Response> {
    const authorization = await this.authority.authorization();
    const headers = {
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
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

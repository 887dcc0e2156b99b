import { retryAfterMs } from './backoff.js';
import { problemOf, UnreachableError } from './problem.js';

/** Supplies the credential of one kind of caller. Its tokens are never shown or logged. */
export interface Authority {
  /** Value for the Authorization header; undefined to send none. */
  authorization(): Promise<string | undefined>;
  /** Called after a 401: true when asking again may work. */
  renew?(): Promise<boolean>;
}

export const anonymous: Authority = { authorization: () => Promise.resolve(undefined) };

const TIMEOUT_MS = 30_000;

/** Speaks JSON with one server. Rejects with ProblemError for any status but 2xx, with UnreachableError for no answer. */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly authority: Authority,
  ) {}

  async get(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<unknown> {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value));
    return this.json('GET', asked.size > 0 ? `${path}?${asked}` : path);
  }

  post(path: string, body: unknown = {}): Promise<unknown> {
    return this.json('POST', path, body);
  }

  /** The response of a long answer; its body may still break off. No time limit. */
  async download(path: string): Promise<Response> {
    const response = await this.send('GET', path, undefined, undefined);
    if (!response.ok) throw await problemFrom(response);
    return response;
  }

  private async json(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.send(method, path, body, TIMEOUT_MS);
    if (!response.ok) throw await problemFrom(response);
    if (response.status === 204) return undefined;
    try {
      return await response.json();
    } catch (cause) {
      throw new UnreachableError(`${this.url} broke off its answer`, { cause });
    }
  }

  private async send(method: string, path: string, body: unknown, timeoutMs: number | undefined): Promise<Response> {
    const response = await this.attempt(method, path, body, timeoutMs);
    if (response.status !== 401 || !(await this.authority.renew?.())) return response;
    await response.body?.cancel();
    return this.attempt(method, path, body, timeoutMs);
  }

  private async attempt(method: string, path: string, body: unknown, timeoutMs: number | undefined): Promise<Response> {
    const authorization = await this.authority.authorization();
    try {
      return await fetch(this.url + path, {
        method,
        // A redirect could carry the credential to a place nobody named.
        redirect: 'error',
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...(authorization && { authorization }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
      });
    } catch (cause) {
      throw new UnreachableError(`cannot reach ${this.url} (${reasonOf(cause)}); is the server running? npm start`, { cause });
    }
  }
}

async function problemFrom(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined);
  const wait = retryAfterMs(response.headers.get('retry-after'), Date.now());
  return problemOf(response.status, body, response.headers.get('x-request-id'), wait);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, name } = cause as { code?: unknown; name?: unknown };
  return name === 'TimeoutError' ? 'no answer in time' : String(code ?? (cause instanceof Error ? cause.message : cause));
}

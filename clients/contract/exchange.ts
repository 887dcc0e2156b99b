import { retryAfterMs } from './backoff.js';
import { problemFacts, WritUnreachable, type ProblemFacts } from './problem.js';

export interface Sending {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

/** The response, whatever its status; its body may still break off. Goes to `url` alone. Rejects with WritUnreachable. */
export async function exchange(url: string, { method, path, headers, body, signal }: Sending): Promise<Response> {
  try {
    return await fetch(url + path, {
      method,
      // A redirect could carry the credential to a place nobody named.
      redirect: 'error',
      headers,
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    });
  } catch (cause) {
    throw unreachable(url, cause);
  }
}

export function unreachable(url: string, cause: unknown): WritUnreachable {
  return new WritUnreachable(`cannot reach ${url} (${reasonOf(cause)})`, { cause });
}

/** What a response of `url` that is not good says. `body` is its parsed JSON, or undefined when it was none. */
export function factsOf(
  url: string,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  body: unknown,
  now: number,
): ProblemFacts {
  const wait = retryAfterMs(headers.get('retry-after'), now);
  const facts = problemFacts(status, body, headers.get('x-request-id'), wait);
  return facts.code.startsWith('HTTP_') ? facts : { ...facts, page: `${url}/docs/refusals#${facts.code}` };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, name } = cause as { code?: unknown; name?: unknown };
  if (name === 'TimeoutError') return 'no answer in time';
  if (name === 'AbortError') return 'given up';
  return typeof code === 'string' ? code : String(cause instanceof Error ? cause.message : cause);
}

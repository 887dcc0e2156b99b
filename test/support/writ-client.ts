import { expect } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';

/** Any answer: `body` is parsed JSON, or text when it is none. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** An answer that is a problem document. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly [extra: string]: unknown;
}

export interface Receipt {
  readonly position: number;
  readonly digest: string;
  readonly chain: string;
  readonly recordedAt: string;
}

/** What `POST /v1/decisions` answers with. */
export interface Decision {
  readonly decisionId: string;
  readonly sessionId: string;
  readonly verdict: string;
  readonly code: string;
  readonly reason: string;
  readonly rule: string;
  readonly policy: { readonly id: string; readonly revision: number; readonly digest: string } | null;
  readonly risk: string;
  readonly obligations: readonly object[];
  readonly retryAfter?: number;
  readonly approval?: { readonly id: string; readonly expiresAt: string };
  readonly ledger: Receipt;
}

export type Headings = Readonly<Record<string, string>>;

/** One caller of one API: every request carries the same bearer token. */
export class WritClient {
  constructor(
    readonly url: string,
    readonly token?: string,
  ) {}

  /** The same caller at another API process. */
  at(url: string): WritClient {
    return new WritClient(url, this.token);
  }

  /** Sends `body` as JSON unless it is text or bytes already. Rejects only when no answer arrives. */
  async send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Headings = {},
  ): Promise<Answer<T>> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) as T };
  }

  /** The body of a good answer; fails the test on any other. */
  async ok<T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers?: Headings): Promise<T> {
    const answer = await this.send<T>(method, path, body, headers);
    expectThat(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`, answer.status).toBeLessThan(300);
    return answer.body;
  }

  get<T = Record<string, unknown>>(path: string, headers?: Headings): Promise<T> {
    return this.ok<T>('GET', path, undefined, headers);
  }

  post<T = Record<string, unknown>>(path: string, body: unknown = {}, headers?: Headings): Promise<T> {
    return this.ok<T>('POST', path, body, headers);
  }

  /** The problem document of an answer that must be one. */
  async refused(method: string, path: string, body?: unknown, headers?: Headings): Promise<Problem> {
    return problemIn(await this.send(method, path, body, headers));
  }

  decide(sessionId: string, tool: string, more: object = {}): Promise<Decision> {
    return this.post<Decision>('/v1/decisions', { sessionId, tool, arguments: {}, ...more });
  }
}

/** Checks that an answer is a problem document in every way the contract promises, and gives it back. */
export function problemIn(answer: Answer<unknown>): Problem {
  const { status, headers } = answer;
  const problem = answer.body as Problem;
  expectThat(`${status} ${JSON.stringify(problem)}`, headers.get('content-type') ?? '').toMatch(/^application\/problem\+json/);
  expect(problem.status).toBe(status);
  expect(problem.code).toMatch(/^[A-Z][A-Z_]+$/);
  expect(problem.type).toBe(`/docs/refusals#${problem.code}`);
  expect(problem.title.length > 0 && problem.detail.length > 0).toBe(true);
  expect(problem.requestId).toBe(headers.get('x-request-id'));
  expect(headers.get('writ-version') && headers.get('writ-supported-versions')).toBeTruthy();
  expectThat('a problem is told briefly', JSON.stringify(problem).length).toBeLessThan(10_000);
  return problem;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

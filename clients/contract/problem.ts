import { z } from 'zod';

const Problem = z.looseObject({
  code: z.string(),
  title: z.string().optional(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
});

/** What a WritProblem is made of. */
export interface ProblemFacts {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly body: unknown;
  /** Where the server explains the code; undefined when it has no page for it, or it is not known which server it is. */
  readonly page?: string | undefined;
}

/** Writ answered, and the answer was no: a problem document (RFC 9457), or any other answer that is not 2xx. */
export class WritProblem extends Error {
  override readonly name = 'WritProblem';
  /** Stable; `page` explains it. `HTTP_<status>` when the answer was no problem document. */
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  /** What to tell whoever runs the server. */
  readonly requestId: string | undefined;
  /** How long the server asked to wait. */
  readonly retryAfterMs: number | undefined;
  readonly body: unknown;
  /** Where the server explains the code, if it serves its pages; undefined when there is none. */
  readonly page: string | undefined;

  constructor(
    { code, status, detail, requestId, retryAfterMs, body, page }: ProblemFacts,
    /** Attempts made, this one included. When there were more than one, the fate of those before is not known. */
    readonly attempts = 1,
  ) {
    super(`${code}: ${detail}${requestId === undefined ? '' : ` (request ${requestId})`}`);
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
    this.body = body;
    this.page = page;
  }

  /** Asking the same again later may help. */
  get isTemporary(): boolean {
    return this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** Nothing answered in time, or the answer broke off. Whether the request had an effect is not known. */
export class WritUnreachable extends Error {
  override readonly name = 'WritUnreachable';
  readonly code = 'UNREACHABLE';
}

/** Asking the same again later may help. */
export function isTemporary(error: unknown): error is WritProblem | WritUnreachable {
  return error instanceof WritUnreachable || (error instanceof WritProblem && error.isTemporary);
}

/** A good answer that is not what the contract says. Asking again does not help. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly code = 'UNEXPECTED_ANSWER';
}

/** Reads an answer that is not 2xx. `body` is parsed JSON, or undefined when it was none. */
export function problemFacts(
  status: number,
  body: unknown,
  requestId: string | null,
  retryAfter: number | undefined,
): ProblemFacts {
  const { data } = Problem.safeParse(body);
  return {
    code: data?.code ?? `HTTP_${status}`,
    status,
    detail: data?.detail ?? data?.title ?? `the server answered with status ${status}`,
    requestId: data?.requestId ?? requestId ?? undefined,
    retryAfterMs: retryAfter,
    body,
  };
}

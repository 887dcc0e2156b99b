import { STATUS_CODES } from 'node:http';
import {
  LedgerDamagedError,
  LedgerUnavailableError,
  type Refusal,
  type RefusalCatalogue,
  type RefusalKind,
} from '#libs/event-sourcing';
import { AnotherKeyError } from '#platform/auth/sealed-key';
import { platformRefusals, type PlatformRefusalCode } from './refusals.js';

/** The only place where a kind of refusal becomes an HTTP status. */
const STATUS: Record<RefusalKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unprocessable: 422,
  'rate-limited': 429,
  unavailable: 503,
};
const STATUS_BY_CODE: Partial<Record<string, number>> = {
  INTERNAL_FAULT: 500,
  METHOD_NOT_ALLOWED: 405,
  UNSUPPORTED_MEDIA_TYPE: 415,
};

/** RFC 9457. `type` names the page of the code. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly [extra: string]: unknown;
}

/** A refusal on its way to the edge, for callers that have no place to return it from (guards, pipes, resolvers). */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
  constructor(readonly refusal: Refusal) {
    super(`${refusal.refused}${refusal.detail ? `: ${refusal.detail}` : ''}`);
  }
}

export function refuseWith(code: PlatformRefusalCode, detail?: string, extra?: Record<string, unknown>): RefusalError {
  return new RefusalError({ refused: code, ...(detail !== undefined && { detail }), ...(extra && { extra }) });
}

const catalogue = new Map<string, RefusalCatalogue[string]>(Object.entries(platformRefusals));

/** Features announce their codes when their module loads, so that every code has one kind and one sentence. */
export function registerRefusals(entries: RefusalCatalogue): void {
  for (const [code, entry] of Object.entries(entries)) {
    const known = catalogue.get(code);
    if (known && known !== entry) throw new Error(`refusal code ${code} is declared twice`);
    catalogue.set(code, entry);
  }
}

/** One code as the reference shows it. */
export interface RegisteredRefusal {
  readonly code: string;
  readonly status: number;
  /** The name of the status. */
  readonly title: string;
  readonly says: string;
  readonly fix: string;
}

/** Every code that the modules loaded so far can answer with. */
export function registeredRefusals(): RegisteredRefusal[] {
  return [...catalogue].map(([code, { kind, says, fix }]) => ({ code, ...statusOf(code, kind), says, fix }));
}

function statusOf(code: string, kind: RefusalKind): { status: number; title: string } {
  const status = STATUS_BY_CODE[code] ?? STATUS[kind];
  return { status, title: STATUS_CODES[status] ?? 'Error' };
}

export function problemOf(refusal: Refusal, requestId: string): ProblemDocument {
  const entry = catalogue.get(refusal.refused);
  if (!entry) throw new Error(`refusal code ${refusal.refused} is in no catalogue`);
  const { status, title } = statusOf(refusal.refused, entry.kind);
  return {
    type: `/docs/refusals#${refusal.refused}`,
    title,
    status,
    detail: refusal.detail ?? entry.says,
    code: refusal.refused,
    requestId,
    ...refusal.extra,
  };
}

// SQLSTATE classes 08, 53, 57 and the socket errors mean the server is away or refusing, not that our query is wrong.
const DATABASE_AWAY = /^(08|53|57)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

// Classes 28 and 3D mean that a role or a database is not ours (any more). No such table, column or function is a
// database of another version, unless it is our own mistake: it is answered as the one and logged as the other.
const DATABASE_UNFIT = /^(28...|3D000)$/;
const ANOTHER_SHAPE: ReadonlySet<unknown> = new Set(['42P01', '42703', '42883', '3F000']);

/** Whether what was thrown says that the database has another shape than this version knows, or is of another key. */
export function isOfAnotherDatabase(error: unknown): boolean {
  if (error instanceof AnotherKeyError) return true;
  return error instanceof Error && 'severity' in error && 'code' in error && ANOTHER_SHAPE.has(error.code);
}

/** Everything that was thrown, as the refusal it stands for; undefined means a fault, to be logged and told as an id. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof RefusalError) return error.refusal;
  if (error instanceof LedgerUnavailableError) return { refused: 'LEDGER_UNAVAILABLE' };
  if (error instanceof LedgerDamagedError) return { refused: 'LEDGER_DAMAGED' };
  const { code, statusCode, message } = (error ?? {}) as { code?: string; statusCode?: number; message?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { refused: 'BODY_TOO_LARGE' };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return { refused: 'UNSUPPORTED_MEDIA_TYPE' };
  // No id is longer than the router takes.
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return { refused: 'NOT_FOUND' };
  if (code?.startsWith('FST_ERR_') && statusCode === 400)
    return { refused: 'INVALID_INPUT', ...(message && { detail: message }) };
  if (code !== undefined && DATABASE_AWAY.test(code)) return { refused: 'DATABASE_UNAVAILABLE' };
  if (code !== undefined && DATABASE_UNFIT.test(code)) return { refused: 'DATABASE_UNFIT' };
  if (isOfAnotherDatabase(error)) return { refused: 'DATABASE_UNFIT' };
  if (/connection (terminated|timeout|error)|is not queryable|timeout exceeded when trying to connect/i.test(message ?? ''))
    return { refused: 'DATABASE_UNAVAILABLE' };
  return undefined;
}

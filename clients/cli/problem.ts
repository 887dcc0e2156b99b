import { z } from 'zod';
import { Problem } from './answers.js';
import { CommandError, EXIT_FAILED, EXIT_NEGATIVE } from './exit.js';

/** The server answered with a problem document: a coded no (4xx), or that it cannot answer now (5xx). */
export class ProblemError extends CommandError {
  constructor(
    readonly status: number,
    code: string,
    readonly detail: string,
    readonly requestId: string | undefined,
    /** Milliseconds the server asked to wait before trying again. */
    readonly retryAfterMs: number | undefined,
    /** The answer as it came, for the few who know more about it than that it is a problem. */
    readonly body: unknown,
  ) {
    super(code, detail, status < 500 ? EXIT_NEGATIVE : EXIT_FAILED);
  }

  /** Trying the same request again later may help. */
  get isTemporary(): boolean {
    return this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** Nothing answered, or the answer broke off. Whether the request had an effect is not known. */
export class UnreachableError extends CommandError {
  constructor(message: string, options?: ErrorOptions) {
    super('UNREACHABLE', message, EXIT_FAILED, options);
  }
}

/** Reads the body of a response that is not 2xx; anything but a problem document becomes `HTTP_<status>`. */
export function problemOf(status: number, body: unknown, requestId: string | null, retryAfterMs?: number): ProblemError {
  const { data } = Problem.safeParse(body);
  const id = data?.requestId ?? requestId ?? undefined;
  if (!data)
    return new ProblemError(status, `HTTP_${status}`, `the server answered with status ${status}`, id, retryAfterMs, body);
  return new ProblemError(status, data.code, data.detail ?? data.title ?? `status ${status}`, id, retryAfterMs, body);
}

/** Lines for a human; for a coded problem also where the code is explained. */
export function errorLines(error: CommandError): string[] {
  if (!(error instanceof ProblemError)) return [`${error.code}: ${error.message}`];
  const request = error.requestId === undefined ? '' : ` (request ${error.requestId})`;
  const line = `${error.code}: ${error.detail}${request}`;
  if (error.code.startsWith('HTTP_')) return [line];
  return [line, ...placesOf(error.body).map(placeLine), `see docs/reference/refusals.md#${error.code.toLowerCase()}`];
}

/** The same for --json. */
export function errorDocument(error: CommandError): { error: Record<string, unknown> } {
  const { code, message } = error;
  if (!(error instanceof ProblemError)) return { error: { code, detail: message } };
  const places = placesOf(error.body);
  const errors = places.length > 0 && { errors: places };
  return { error: { code, detail: error.detail, status: error.status, requestId: error.requestId, ...errors } };
}

const Places = z.looseObject({
  errors: z.array(
    z.looseObject({ message: z.string(), file: z.string().optional(), row: z.number().optional(), col: z.number().optional() }),
  ),
});
type Place = z.output<typeof Places>['errors'][number];

/** Where in the sent text the server found something wrong. */
function placesOf(body: unknown): readonly Place[] {
  return Places.safeParse(body).data?.errors ?? [];
}

function placeLine({ file, row, col, message }: Place): string {
  return `  ${[file, row, col].filter((part) => part !== undefined).join(':')} ${message}`;
}

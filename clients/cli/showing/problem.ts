import { z } from 'zod';
import { UnexpectedAnswer, WritProblem, WritUnreachable } from '../../contract/problem.js';
import { CommandError, EXIT_FAILED, EXIT_NEGATIVE } from '../exit.js';

/** What ends a command with a line for the user instead of a stack: its own errors, and those of talking to a server. */
export type Ending = CommandError | WritProblem | WritUnreachable | UnexpectedAnswer;

export function isEnding(error: unknown): error is Ending {
  return [CommandError, WritProblem, WritUnreachable, UnexpectedAnswer].some((kind) => error instanceof kind);
}

/** A coded no (4xx) is an answer; that the server cannot answer (5xx), or not at all, is none. */
export function exitOf(error: Ending): number {
  if (error instanceof CommandError) return error.exit;
  return error instanceof WritProblem && error.status < 500 ? EXIT_NEGATIVE : EXIT_FAILED;
}

/** Lines for a human; for a coded problem also where the code is explained. */
export function errorLines(error: Ending): string[] {
  if (!(error instanceof WritProblem)) return [`${error.code}: ${error.message}`];
  const request = error.requestId === undefined ? '' : ` (request ${error.requestId})`;
  const line = `${error.code}: ${error.detail}${request}`;
  const page = error.page === undefined ? [] : [`see ${error.page}`];
  return [line, ...placesOf(error.body).map(placeLine), ...page];
}

/** The same for --json. */
export function errorDocument(error: Ending): { error: Record<string, unknown> } {
  const { code, message } = error;
  if (!(error instanceof WritProblem)) return { error: { code, detail: message } };
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

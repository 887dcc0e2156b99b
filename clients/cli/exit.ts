/** Done, and the answer was yes. */
export const EXIT_OK = 0;
/** Done, and the answer was no: denied, refused, not good. */
export const EXIT_NEGATIVE = 1;
/** Not done: wrong usage, nothing at the other end, nothing to judge. */
export const EXIT_FAILED = 2;
/** Stopped by the user (128 + SIGINT), as shells report it. */
export const EXIT_INTERRUPTED = 130;

/** Ends the command with one line for the user. `code` is stable, for scripts reading --json. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    readonly code: string,
    message: string,
    readonly exit: number = EXIT_FAILED,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function usageError(message: string): CommandError {
  return new CommandError('USAGE', message);
}

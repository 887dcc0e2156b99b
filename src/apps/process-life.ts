/** Longest an orderly stop may take, beside draining, before the process ends anyway. */
export const STOP_WITHIN_MS = 10_000;

/**
 * Stops in order on SIGTERM, on SIGINT, and when the process that started this one is gone. A second signal does not
 * interrupt the first; what has not stopped in time is ended, and the ledger makes that safe.
 */
export function stopWith(close: () => Promise<void>, drainMs = 0): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), drainMs + STOP_WITHIN_MS).unref();
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.send) process.on('disconnect', stop);
}

/** Tells the process that started this one that it serves. */
export function reportReady(url: string): void {
  process.send?.({ ready: url });
}

/** A start that fails is told in one line and with exit code 1; the stack is for the log level debug. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const verbose = process.env.WRIT_LOG_LEVEL === 'debug' || process.env.WRIT_LOG_LEVEL === 'trace';
    process.stderr.write(`writ: ${verbose ? (error as Error).stack : (error as Error).message}\n`);
    process.exit(1);
  }
}

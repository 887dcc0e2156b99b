export interface Interrupt {
  readonly signal: AbortSignal;
  /** Stops listening; the next Ctrl-C ends the process as usual. */
  end(): void;
}

/** Turns the first Ctrl-C or SIGTERM into an abort, so that a command can finish what it began. The second one ends it. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
    end();
  };
  const end = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal, end };
}

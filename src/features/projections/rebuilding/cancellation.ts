/** How soon work that nobody wants any more ends. */
const LOOK_EVERY_MS = 1_000;

/** Somebody cancelled what was being done. */
class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** Whether a run was cancelled, as far as whoever works on it has looked. */
export class Cancellation {
  private seen = false;

  constructor(private readonly isCancelled: () => Promise<boolean>) {}

  get isSeen(): boolean {
    return this.seen;
  }

  /** Throws when it was. */
  async look(): Promise<void> {
    this.seen ||= await this.isCancelled();
    if (this.seen) throw new CancelledError('it was cancelled');
  }

  /** Looks again and again while `work` is done; when it was cancelled, `stop` MUST make `work` fail soon. */
  async during<T>(work: () => Promise<T>, stop: () => Promise<void>): Promise<T> {
    await this.look();
    let looking: Promise<void> | undefined;
    // A look that fails is no answer: the next one is.
    const again = () => (looking = this.look().catch((error: unknown) => (error instanceof CancelledError ? stop() : undefined)));
    const timer = setInterval(() => void again(), LOOK_EVERY_MS);
    try {
      const done = await work();
      return done;
    } finally {
      clearInterval(timer);
      await looking;
    }
  }
}

import type { Clock } from '../local/clock.js';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time that passes only when a spec says so. */
export class ManualClock implements Clock {
  /** Every wait that was asked for, in milliseconds. */
  readonly waits: number[] = [];
  private readonly sleepers = new Set<Sleeper>();
  private onSleep: () => void = () => undefined;

  constructor(private time = Date.UTC(2027, 0, 1)) {}

  now(): number {
    return this.time;
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    this.waits.push(ms);
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        until: this.time + ms,
        wake: () => {
          this.sleepers.delete(sleeper);
          signal.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      signal.addEventListener('abort', sleeper.wake);
      this.sleepers.add(sleeper);
      this.onSleep();
    });
  }

  /** Resolves when somebody sleeps whose time is `ms` away; that one is woken by `advance(ms)`. */
  async sleeper(ms: number): Promise<void> {
    while (![...this.sleepers].some(({ until }) => until === this.time + ms))
      await new Promise<void>((resolve) => (this.onSleep = resolve));
  }

  advance(ms: number): void {
    this.time += ms;
    for (const sleeper of this.sleepers) if (sleeper.until <= this.time) sleeper.wake();
  }
}

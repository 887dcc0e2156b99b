import { LRUCache } from 'lru-cache';

/** This many wrong secrets in a row are answered at once: people mistype, and scripts are set up wrongly. */
export const FREE_FAILURES = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** After so long without another one a row is forgotten. */
const FORGET_MS = 15 * 60_000;
const ROWS = 10_000;

interface Row {
  readonly failures: number;
  /** Nothing is looked at before. */
  readonly until: number;
}

/** Counts failures in a row, and says how long none is tried any more: twice as long after each. In this process alone. */
export class FailuresInARow {
  private readonly rows: LRUCache<string, Row>;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.rows = new LRUCache({ max: ROWS, ttl: FORGET_MS, perf: { now: () => Math.max(1, this.now()) }, ttlResolution: 0 });
  }

  /** Milliseconds to wait before another try is looked at; 0 for at once. */
  wait(of: string): number {
    return Math.max(0, (this.rows.get(of)?.until ?? 0) - this.now());
  }

  /** How many there are in this row by now. */
  failed(of: string): number {
    const failures = (this.rows.get(of)?.failures ?? 0) + 1;
    const over = failures - FREE_FAILURES;
    const wait = over < 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(over, 10));
    this.rows.set(of, { failures, until: this.now() + wait });
    return failures;
  }

  succeeded(of: string): void {
    this.rows.delete(of);
  }
}

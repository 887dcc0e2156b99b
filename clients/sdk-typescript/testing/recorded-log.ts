import { gunzipSync } from 'node:zlib';
import { expectThat } from '#libs/testing';
import type { LogAnswer } from '../answer-types.js';
import type { Gap } from '../local/opa-log.js';

export interface LogEntry {
  readonly decision_id: string;
  readonly path: string;
  readonly input: unknown;
  readonly result: { readonly gap?: Gap; readonly verdict?: string };
  readonly [more: string]: unknown;
}

/** Where a spool's uploads go in a spec: keeps what arrives, refuses what it is told to refuse. */
export class RecordedLog {
  /** By decision id, as often as it came. */
  readonly received = new Map<string, LogEntry>();
  requests = 0;
  /** Called before anything is kept; throws to refuse the request. */
  before: (entries: readonly LogEntry[]) => void | Promise<void> = () => undefined;
  /** Why an entry is not kept although the others are; undefined to keep it. */
  refuse: (entry: LogEntry) => string | undefined = () => undefined;
  /** Refused entries an answer names. */
  mostTold = 100;
  /** Called when it was kept; throws to lose the acknowledgement. */
  after: () => void = () => undefined;

  async sendDecisionLog(gzipped: Uint8Array): Promise<LogAnswer> {
    this.requests += 1;
    const entries = JSON.parse(gunzipSync(gzipped).toString()) as LogEntry[];
    await this.before(entries);
    const reasons = entries.map((entry) => this.refuse(entry));
    const kept = entries.filter((_, index) => reasons[index] === undefined);
    const fresh = kept.filter((entry) => !this.received.has(entry.decision_id)).length;
    for (const entry of kept) {
      const known = this.received.get(entry.decision_id);
      if (known) expectThat('one id, two contents', entry).toStrictEqual(known);
      this.received.set(entry.decision_id, entry);
    }
    this.after();
    const refused = reasons.flatMap((reason, index) => (reason === undefined ? [] : [{ index, reason }]));
    const told = refused.slice(0, this.mostTold);
    return { accepted: fresh, duplicates: kept.length - fresh, refused: told };
  }

  get decisions(): LogEntry[] {
    return [...this.received.values()].filter(({ result }) => !result.gap);
  }

  get gaps(): Gap[] {
    return [...this.received.values()].flatMap(({ result }) => result.gap ?? []);
  }

  /** How many decisions the log says are missing. */
  get missing(): number {
    return this.gaps.reduce((sum, { count }) => sum + count, 0);
  }
}

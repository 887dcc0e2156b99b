import { AppendLine, type AppendReceipt, type StreamState } from '#libs/event-sourcing';
import type { Ahead } from '../../guards/stands.js';
import type { Ask } from '../asks.js';
import type { Drafted } from '../decision-drafting.js';

/** Appends of one lane on their way, at most. */
const MOST = 64;
/** Without a gap: others have had no moment to move the stream. */
const LONG_MS = 500;

/** Where an append leaves a stream, and since when there was always one under way that moves it. */
interface Moved {
  readonly state: StreamState<unknown>;
  readonly by: Drafted;
  readonly since: number;
}

/** How one of them leaves one stream. */
export interface Leaving {
  readonly states: object;
  readonly stream: string;
  readonly state: StreamState<unknown>;
}

/** What was drafted and sent, and did not get in. */
export interface Failed {
  readonly drafted: Drafted;
  readonly error: unknown;
}

/**
 * The appends of one lane that are on their way to the ledger, in their order, and how they will leave the streams they move: what is
 * drafted behind them goes by that, instead of waiting for them to commit. When one of them does not get in, none behind it does.
 */
export class DecisionsUnderWay implements Ahead {
  readonly line = new AppendLine();
  private readonly sent: Drafted[] = [];
  private readonly errors = new Map<Drafted, unknown>();
  private readonly ids = new Set<string>();
  private readonly leaves = new Map<object, Map<string, Moved>>();
  private readonly waiting: (() => void)[] = [];
  private count = 0;
  private hasLanded = false;
  private hasMovedLong = false;

  /** `settled` is called after each one; `now` gives milliseconds of a clock that only goes forward. */
  constructor(
    private readonly settled: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** Whether anything of it got in by now, so that it moves what it moves without a gap. */
  get moves(): boolean {
    return this.hasLanded && this.count > 0;
  }

  get isBroken(): boolean {
    return this.line.broken || this.errors.size > 0;
  }

  /** Whether one stream was moved by one append behind the other for so long that whoever else wants to move it never could. */
  get movesOneStream(): boolean {
    return this.count > 0 && this.hasMovedLong;
  }

  /** Those that are under way already, or stand twice among the asks: what becomes of the other has to be known first. */
  repeatedIn(asks: readonly Ask[]): Ask[] {
    if (asks.length === 1) return this.ids.has(asks[0]!.id) ? [asks[0]!] : [];
    const seen = new Set<string>();
    return asks.filter(({ id }) => this.ids.has(id) || seen.size === seen.add(id).size);
  }

  peek(states: object, stream: string): StreamState<unknown> | undefined {
    return this.leaves.get(states)?.get(stream)?.state;
  }

  /** MUST be called in the turn in which it was handed to the ledger; `landed` is called as soon as it is in. */
  add(
    drafted: Drafted,
    left: readonly Leaving[],
    sending: Promise<AppendReceipt>,
    landed: (receipt: AppendReceipt) => void,
  ): void {
    this.count += 1;
    this.sent.push(drafted);
    for (const { id } of drafted.asks) this.ids.add(id);
    const now = this.now();
    for (const { states, stream, state } of left) {
      const streams = this.leaves.get(states) ?? new Map<string, Moved>();
      const since = streams.get(stream)?.since ?? now;
      if (now - since >= LONG_MS) this.hasMovedLong = true;
      this.leaves.set(states, streams.set(stream, { state, by: drafted, since }));
    }
    void sending
      .then(landed)
      .catch((error: unknown) => this.errors.set(drafted, error))
      .then(() => this.settle(drafted, left));
  }

  /** Until one more may be sent. */
  async room(): Promise<void> {
    while (this.count >= MOST) await this.oneSettled();
  }

  /** In the order in which they were sent, once all are settled. */
  async failed(): Promise<Failed[]> {
    while (this.count > 0) await this.oneSettled();
    return this.sent
      .filter((drafted) => this.errors.has(drafted))
      .map((drafted) => ({ drafted, error: this.errors.get(drafted) }));
  }

  private oneSettled(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private settle(drafted: Drafted, left: readonly Leaving[]): void {
    this.count -= 1;
    if (this.count === 0) this.hasMovedLong = false;
    if (!this.errors.has(drafted)) {
      this.hasLanded = true;
      this.forget(drafted, left);
    }
    for (const resolve of this.waiting.splice(0)) resolve();
    this.settled();
  }

  private forget(drafted: Drafted, left: readonly Leaving[]): void {
    this.sent.splice(this.sent.indexOf(drafted), 1);
    for (const { id } of drafted.asks) this.ids.delete(id);
    for (const { states, stream } of left) {
      const streams = this.leaves.get(states);
      if (streams?.get(stream)?.by === drafted) streams.delete(stream);
    }
  }
}

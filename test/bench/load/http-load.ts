import { percentiles, requestOf, type Load, type LoadResult } from './load.js';
import { RawConnection } from './raw-connection.js';

const TICK_MS = 1;
/** Requests of the first second open the connections; they are counted, their latency is not. */
const WARM_UP_MS = 1_000;

/**
 * Requests over as many connections as are wanted, each with one in flight. Without a rate as fast as they are answered; with one when
 * they are due, whatever the server does, and each latency counts from that moment, so that a server that stalls cannot hide it by
 * being asked less.
 */
export async function httpLoad(load: Load): Promise<LoadResult> {
  const used = process.cpuUsage();
  const run = new HttpRun(load);
  await run.toItsEnd();
  const { user, system } = process.cpuUsage(used);
  const { done, ok } = run;
  const cpuMicros = (user + system) / Math.max(1, done);
  return { requests: done, ok, failed: done - ok, perSecond: run.perSecond(), cpuMicros, ...percentiles(run.latencies) };
}

class HttpRun {
  done = 0;
  ok = 0;
  readonly latencies: number[] = [];
  private sent = 0;
  private readonly began = performance.now();
  private lastAt = this.began;
  private readonly request: (n: number) => string;
  private idle: RawConnection[] = [];
  private over: () => void = () => undefined;

  constructor(private readonly load: Load) {
    this.request = requestOf(load);
  }

  async toItsEnd(): Promise<void> {
    const url = new URL(this.load.url);
    const open = Array.from({ length: this.load.connections }, () => new RawConnection(url));
    const over = new Promise<void>((resolve) => (this.over = resolve));
    for (const connection of open) this.next(connection);
    const ticking = this.load.rate === undefined ? undefined : setInterval(() => this.tick(), TICK_MS);
    await over;
    clearInterval(ticking);
    for (const connection of open) connection.close();
  }

  perSecond(): number {
    return (this.done / (this.lastAt - this.began)) * 1000;
  }

  private get isOver(): boolean {
    const { amount, seconds = 10 } = this.load;
    return amount === undefined ? performance.now() >= this.began + seconds * 1000 : this.sent >= amount;
  }

  private tick(): void {
    const free = this.idle;
    this.idle = [];
    for (const connection of free) this.next(connection);
    this.finish();
  }

  private next(connection: RawConnection): void {
    if (this.isOver) return this.finish();
    const { rate } = this.load;
    const dueAt = rate === undefined ? performance.now() : this.began + (this.sent / rate) * 1000;
    if (dueAt > performance.now()) return void this.idle.push(connection);
    const n = this.sent;
    this.sent += 1;
    connection.send(this.request(n), (status) => this.answered(connection, dueAt, status));
  }

  private answered(connection: RawConnection, dueAt: number, status: number): void {
    this.lastAt = performance.now();
    this.done += 1;
    if (status >= 200 && status < 300) this.ok += 1;
    if (dueAt - this.began >= WARM_UP_MS) this.latencies.push(this.lastAt - dueAt);
    // A connection that broke off is not asked again.
    if (status === 0) this.finish();
    else this.next(connection);
  }

  private finish(): void {
    if (this.done === this.sent && this.isOver) this.over();
  }
}

import { refuseWith } from '#platform/http/problem-details';

export interface TurnLimits {
  /** Reports being worked on at once, in this process. */
  readonly atOnce: number;
  /** Reports that wait for their turn, as they were sent. */
  readonly waiting: number;
  readonly waitingPerTenant: number;
}

/**
 * A report of one megabyte may unpack to sixteen and be several times that in memory, so only a few are opened at once.
 * Tenants take turns: one that sends much waits behind itself.
 */
export class ReportTurns {
  private running = 0;
  private readonly queues = new Map<string, (() => void)[]>();
  private waiting = 0;

  constructor(private readonly limits: () => TurnLimits) {}

  /** Refuses with OVERLOADED when too many wait already. */
  async run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    if (this.running >= this.limits().atOnce) await this.turn(tenant);
    else this.running += 1;
    try {
      return await work();
    } finally {
      this.handOver();
    }
  }

  private turn(tenant: string): Promise<void> {
    const queue = this.queues.get(tenant) ?? [];
    const { waiting, waitingPerTenant } = this.limits();
    if (this.waiting >= waiting || queue.length >= waitingPerTenant)
      throw refuseWith('OVERLOADED', 'too many reports are waiting to be read');
    this.waiting += 1;
    this.queues.set(tenant, queue);
    return new Promise((resolve) => queue.push(resolve));
  }

  /** The place goes to the tenant that has waited longest for one. */
  private handOver(): void {
    const [first] = this.queues;
    if (!first) {
      this.running -= 1;
      return;
    }
    const [tenant, queue] = first;
    const next = queue.shift() as () => void;
    this.queues.delete(tenant);
    if (queue.length > 0) this.queues.set(tenant, queue);
    this.waiting -= 1;
    next();
  }
}

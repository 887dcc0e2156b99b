/** How many may work at once, and how many may wait for it, in all and of one tenant. */
export interface QueueLimits {
  readonly working: number;
  readonly waiting: number;
  readonly waitingPerTenant: number;
}

type TellTurn = (isTurn: boolean) => void;

/** Hands out turns: tenants one after another, and first come first served within a tenant. */
export class FairQueue {
  private working = 0;
  private waiting = 0;
  private isClosed = false;
  /** Tenants in the order of their next turn; one without anybody waiting is not there. */
  private readonly lines = new Map<string, TellTurn[]>();

  /** Limits may be replaced: they count for whoever enters from then on. */
  constructor(public limits: QueueLimits) {}

  /** Does the work when its turn comes; undefined, without having begun it, when there is no place to wait. */
  async run<T extends NonNullable<unknown>>(tenant: string, work: () => Promise<T>): Promise<T | undefined> {
    if (!(await this.enter(tenant))) return undefined;
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** True when it is the caller's turn, who MUST then call `leave` once; false when there is no place to wait. */
  enter(tenant: string): Promise<boolean> {
    if (this.isClosed) return Promise.resolve(false);
    if (this.working < this.limits.working) {
      this.working += 1;
      return Promise.resolve(true);
    }
    const line = this.lines.get(tenant) ?? [];
    if (this.waiting >= this.limits.waiting || line.length >= this.limits.waitingPerTenant) return Promise.resolve(false);
    this.waiting += 1;
    this.lines.set(tenant, line);
    return new Promise((resolve) => line.push(resolve));
  }

  /** Ends a turn; it goes to whoever is next. */
  leave(): void {
    const next = this.next();
    if (next) next(true);
    else this.working -= 1;
  }

  /** Nobody gets a turn from now on; who has one keeps it. */
  close(): void {
    this.isClosed = true;
    for (let next = this.next(); next; next = this.next()) next(false);
  }

  private next(): TellTurn | undefined {
    const [first] = this.lines;
    if (!first) return undefined;
    const [tenant, line] = first;
    const next = line.shift();
    this.waiting -= 1;
    this.lines.delete(tenant);
    if (line.length > 0) this.lines.set(tenant, line);
    return next;
  }
}

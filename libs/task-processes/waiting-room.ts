/** How many tasks of one kind may wait, in all and of one tenant. */
export interface Places {
  readonly waiting: number;
  readonly waitingPerTenant: number;
}

/** Counts who waits with one kind of task, so that one kind does not take the places of another. */
export class WaitingRoom {
  private readonly waiting = new Map<string, number>();
  private all = 0;

  constructor(private readonly places: Places) {}

  /** False when there is no place; who has one MUST leave it. */
  enter(tenant: string): boolean {
    const already = this.waiting.get(tenant) ?? 0;
    if (this.all >= this.places.waiting || already >= this.places.waitingPerTenant) return false;
    this.waiting.set(tenant, already + 1);
    this.all += 1;
    return true;
  }

  leave(tenant: string): void {
    const left = (this.waiting.get(tenant) ?? 0) - 1;
    if (left > 0) this.waiting.set(tenant, left);
    else this.waiting.delete(tenant);
    this.all -= 1;
  }
}

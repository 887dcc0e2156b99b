/** Work on one key at a time, in order, as many waiting items at once as there are. */
export class Lanes<T> {
  private readonly waiting = new Map<string, T[]>();
  private readonly woken = new Set<string>();

  constructor(
    /** MUST settle every item it is given and never reject. */
    private readonly work: (key: string, items: T[]) => Promise<void>,
    /** Items handed to `work` at once, at most. */
    private readonly most: number,
  ) {}

  push(key: string, item: T): void {
    this.open(key).push(item);
  }

  /** Has the key worked on once more, with whatever waits then, if only with nothing. */
  wake(key: string): void {
    this.woken.add(key);
    this.open(key);
  }

  private open(key: string): T[] {
    const queue = this.waiting.get(key);
    if (queue) return queue;
    const opened: T[] = [];
    this.waiting.set(key, opened);
    // Items that arrive in the same turn of the event loop, a batch for example, go together.
    setImmediate(() => void this.drain(key, opened));
    return opened;
  }

  private async drain(key: string, queue: T[]): Promise<void> {
    while (queue.length > 0 || this.woken.has(key)) {
      this.woken.delete(key);
      await this.work(key, queue.splice(0, this.most));
      // What is more than one share may be thousands: others have their turn in between.
      if (queue.length >= this.most) await new Promise((resolve) => setImmediate(resolve));
    }
    this.waiting.delete(key);
  }
}

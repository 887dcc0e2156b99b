/** Work on one key at a time, in order, as many waiting items at once as there are. */
export class Lanes<T> {
  private readonly waiting = new Map<string, T[]>();

  constructor(
    /** MUST settle every item it is given and never reject. */
    private readonly work: (key: string, items: T[]) => Promise<void>,
    /** Items handed to `work` at once, at most. */
    private readonly most: number,
  ) {}

  push(key: string, item: T): void {
    const queue = this.waiting.get(key);
    if (queue) {
      queue.push(item);
      return;
    }
    this.waiting.set(key, [item]);
    // Items that arrive in the same turn of the event loop, a batch for example, go together.
    setImmediate(() => void this.drain(key));
  }

  private async drain(key: string): Promise<void> {
    const queue = this.waiting.get(key) as T[];
    while (queue.length > 0) await this.work(key, queue.splice(0, this.most));
    this.waiting.delete(key);
  }
}

/** Work on one key at a time, in the order in which it was asked for; work on different keys goes on side by side. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Settles as `work` does, which begins when all that was asked for on this key before is over. MUST NOT be nested. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    const mine = before ? before.then(work, work) : work();
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}

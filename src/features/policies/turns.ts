/** Work on one key at a time, in the order it came. */
export class Turns {
  /** The last that was asked for on each key; none of them rejects. */
  private readonly last = new Map<string, Promise<void>>();

  /** What `work` comes to, which begins when everything before it on the key has ended. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const done = (this.last.get(key) ?? Promise.resolve()).then(work);
    const ended = done.then(
      () => {},
      () => {},
    );
    this.last.set(key, ended);
    void ended.then(() => {
      if (this.last.get(key) === ended) this.last.delete(key);
    });
    return done;
  }
}

/** Keys of one read. */
const MOST_KEYS = 1_000;

interface Waiting<V> {
  readonly key: string;
  resolve(value: V | null): void;
  reject(error: unknown): void;
}

/**
 * Gathers keys while the fields of one answer are resolved, and loads them together: all that are asked for before the promises at hand
 * have settled. Each key is loaded once. Made for one request and forgotten with it.
 */
export class Batch<V> {
  private readonly known = new Map<string, Promise<V | null>>();
  private waiting: Waiting<V>[] = [];

  constructor(private readonly load: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>) {}

  get(key: string): Promise<V | null> {
    const known = this.known.get(key);
    if (known) return known;
    if (this.waiting.length === 0) afterPromises(() => this.flush());
    const value = new Promise<V | null>((resolve, reject) => this.waiting.push({ key, resolve, reject }));
    this.known.set(key, value);
    return value;
  }

  private flush(): void {
    const { waiting } = this;
    this.waiting = [];
    for (let at = 0; at < waiting.length; at += MOST_KEYS) void this.settle(waiting.slice(at, at + MOST_KEYS));
  }

  private async settle(waiting: readonly Waiting<V>[]): Promise<void> {
    const [loaded] = await Promise.allSettled([this.load(waiting.map(({ key }) => key))]);
    for (const { key, resolve, reject } of waiting) {
      if (loaded.status === 'fulfilled') resolve(loaded.value.get(key) ?? null);
      else reject(loaded.reason);
    }
  }
}

/** Fields of one level are resolved in promise jobs that follow one another; this comes behind all of them. */
function afterPromises(work: () => void): void {
  void Promise.resolve().then(() => process.nextTick(work));
}

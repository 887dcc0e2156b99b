/** A counted call while it has to be remembered by itself: inside a sliding window, for its value, or because it is under way. */
export interface Entry {
  /** Null when nothing will take it out again. */
  readonly decision: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly amount: number;
  readonly key: string | null;
}

interface Chunk {
  readonly entries: readonly Entry[];
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

const CHUNK = 128;

/**
 * Entries in the order in which they came, never changed in place: a draft that is thrown away leaves what was there. Adding and
 * taking one away copies a chunk and the list of chunks; sums over a window look into the chunks at its edge alone.
 */
export class Entries {
  static readonly none = new Entries([], 0);

  private constructor(
    private readonly chunks: readonly Chunk[],
    readonly size: number,
  ) {}

  with(entry: Entry): Entries {
    const last = this.chunks.at(-1);
    const chunks = last && last.entries.length < CHUNK ? this.chunks.slice(0, -1) : this.chunks;
    const before = last && chunks !== this.chunks ? last.entries : [];
    const twin = before.at(-1);
    const entries = twin && isOne(twin, entry) ? before.with(-1, merged(twin, entry)) : [...before, entry];
    return new Entries([...chunks, chunkOf(entries)], this.size + entries.length - before.length);
  }

  hasKey(key: string): boolean {
    return this.chunks.some(({ entries }) => entries.some((entry) => entry.key === key));
  }

  has(decision: string): boolean {
    return this.chunks.some(({ entries }) => entries.some((entry) => entry.decision === decision));
  }

  /** Without the one of that decision, and which one that was. */
  without(decision: string): { readonly entries: Entries; readonly found: Entry | undefined } {
    for (let i = this.chunks.length - 1; i >= 0; i -= 1) {
      const chunk = this.chunks[i] as Chunk;
      const found = chunk.entries.find((entry) => entry.decision === decision);
      if (!found) continue;
      const left = chunk.entries.filter((entry) => entry !== found);
      const chunks = this.chunks.toSpliced(i, 1, ...(left.length > 0 ? [chunkOf(left)] : []));
      return { entries: new Entries(chunks, this.size - 1), found };
    }
    return { entries: this, found: undefined };
  }

  /** Without the oldest one. */
  withoutFirst(): Entries {
    const [chunk, ...rest] = this.chunks;
    if (!chunk) return this;
    const left = chunk.entries.slice(1);
    return new Entries(left.length > 0 ? [chunkOf(left), ...rest] : rest, this.size - 1);
  }

  /** Forgets whole chunks of entries from before `instant`; some older ones may stay. */
  forgetting(instant: number): Entries {
    const first = this.chunks[0];
    if (!first || first.to >= instant) return this;
    const chunks = this.chunks.filter(({ to }) => to >= instant);
    return new Entries(
      chunks,
      chunks.reduce((size, { entries }) => size + entries.length, 0),
    );
  }

  /** Of those after `instant`. */
  sumAfter(instant: number): number {
    let sum = 0;
    for (const { entries, from, to, amount } of this.chunks) {
      if (from > instant) sum += amount;
      else if (to > instant) for (const entry of entries) sum += entry.at > instant ? entry.amount : 0;
    }
    return sum;
  }

  /** How many different keys those after `instant` have. */
  keysAfter(instant: number): number {
    const keys = new Set<string | null>();
    for (const { entries } of this.chunks) for (const { at, key } of entries) if (at > instant) keys.add(key);
    return keys.size;
  }

  /** The keys of those after `instant`, in the order in which they came; once for each entry. */
  keyListAfter(instant: number): string[] {
    const keys: string[] = [];
    for (const { entries, to } of this.chunks)
      if (to > instant) for (const { at, key } of entries) if (at > instant && key !== null) keys.push(key);
    return keys;
  }

  /** When the first of those after `instant` came; undefined when there is none. */
  firstAfter(instant: number): number | undefined {
    let first = Infinity;
    for (const { entries, from, to } of this.chunks) {
      if (to <= instant || from >= first) continue;
      if (from > instant) first = from;
      else for (const { at } of entries) if (at > instant && at < first) first = at;
    }
    return first === Infinity ? undefined : first;
  }
}

/** Of the same moment, and nobody will ask for one of them again. */
function isOne(one: Entry, other: Entry): boolean {
  return one.decision === null && other.decision === null && one.at === other.at && one.key === null && other.key === null;
}

function merged(one: Entry, { amount }: Entry): Entry {
  return { ...one, amount: one.amount + amount };
}

function chunkOf(entries: readonly Entry[]): Chunk {
  let [from, to, amount] = [Infinity, -Infinity, 0];
  for (const entry of entries) {
    from = Math.min(from, entry.at);
    to = Math.max(to, entry.at);
    amount += entry.amount;
  }
  return { entries, from, to, amount };
}

import type { Coverage } from '#libs/policy-engine';

/** Source rows by file. */
export class RowSet {
  readonly #files = new Map<string, Set<number>>();

  add(rows: Coverage): this {
    for (const [file, list] of Object.entries(rows)) {
      const known = this.#files.get(file) ?? new Set();
      this.#files.set(file, known);
      for (const row of list) known.add(row);
    }
    return this;
  }

  without(isLeftOut: (file: string, row: number) => boolean): RowSet {
    const kept = [...this.#files].map(([file, rows]) => [file, [...rows].filter((row) => !isLeftOut(file, row))]);
    return new RowSet().add(Object.fromEntries(kept) as Coverage);
  }

  has(file: string, row: number): boolean {
    return this.#files.get(file)?.has(row) ?? false;
  }

  of(file: string): number[] {
    return [...(this.#files.get(file) ?? [])].toSorted((a, b) => a - b);
  }
}

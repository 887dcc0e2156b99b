import { digestOf } from '#libs/evidence';

/** One kept row: where it is, and the number by which it was drawn. */
export interface Drawn {
  readonly draw: string;
  readonly position: number;
}

/** The number by which a row is drawn: it follows from seed and id alone, so that it does not matter who draws, and in how many parts. */
export function drawOf(seed: string, id: string): string {
  return digestOf(`${seed}\n${id}`).slice(0, 16);
}

/** The `size` rows with the smallest numbers of all that are offered: every choice of so many is as likely as any other. */
export class Sample {
  private kept: Drawn[] = [];
  /** The greatest number that may still be among them; undefined while there is room for any. */
  private greatest: string | undefined;

  constructor(private readonly size: number) {}

  offer(row: Drawn): void {
    if (this.greatest !== undefined && row.draw > this.greatest) return;
    this.kept.push(row);
    if (this.kept.length < 2 * this.size + 64) return;
    this.kept = this.rows();
    this.greatest = this.kept.at(-1)?.draw;
  }

  /** In the order of their numbers. */
  rows(): Drawn[] {
    return this.kept
      .toSorted((one, other) => (one.draw < other.draw ? -1 : one.draw > other.draw ? 1 : one.position - other.position))
      .slice(0, this.size);
  }
}

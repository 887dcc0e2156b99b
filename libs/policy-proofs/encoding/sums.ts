import type { Approximations } from './approximations.js';
import { FALSE, type Formula } from './formulas.js';
import { settled, type Shape, type Symbolic } from './symbolic-values.js';
import type { Unknown } from './unknowns.js';

interface Sum {
  readonly of: Unknown;
  readonly added: number;
}

/** What is known of an unknown number to which a constant is added, or from which one is taken. */
export class Sums {
  /**
   * Each says of one sum that it is exact. Engines round what has very many digits, so no proof may rest on it; whoever looks for an
   * example starts from it.
   */
  readonly exact: Formula[] = [];
  /** Each says of one call that what is computed is not too long to be a number. */
  readonly inRange: Formula[] = [];
  private readonly known = new Map<Unknown, Sum[]>();

  constructor(private readonly of: Approximations) {}

  /** `answer` is what the call answers whatever the unknown is. */
  call(name: string, shapes: readonly Shape[], answer: Symbolic): void {
    const sum = answer.options[0]?.shape;
    const found = sum?.is === 'unknown' ? summands(name, shapes) : undefined;
    if (sum?.is !== 'unknown' || !found) return;
    const { formulas } = this.of;
    const { unknown, added } = found;
    const isSum = formulas.atom({ is: 'sum', of: sum.unknown.id, a: unknown.id, number: String(added) });
    if (answer.defined !== FALSE) this.exact.push(formulas.implies(answer.defined, isSum));
    this.keepInOrder(unknown, { of: sum.unknown, added });
  }

  /** Of two whole numbers the larger one never leads to the smaller sum, also where sums are rounded. */
  private keepInOrder(unknown: Unknown, sum: Sum): void {
    const { formulas, unknowns } = this.of;
    const others = this.known.get(unknown) ?? [];
    for (const other of others) {
      const [less, more] = other.added < sum.added ? [other, sum] : [sum, other];
      unknowns.facts.push(-formulas.atom({ is: '<', sort: 'number', a: { of: more.of.id }, b: { of: less.of.id } }));
    }
    this.known.set(unknown, [...others, sum]);
  }
}

function summands(name: string, shapes: readonly Shape[]): { readonly unknown: Unknown; readonly added: number } | undefined {
  const [first, second] = shapes;
  if (!first || !second || (name !== 'plus' && name !== 'minus')) return undefined;
  const isTurned = name === 'plus' && second.is === 'unknown';
  const [subject, other] = isTurned ? [second, first] : [first, second];
  const number = settled(other);
  if (subject.is !== 'unknown' || !Number.isSafeInteger(number)) return undefined;
  return { unknown: subject.unknown, added: name === 'plus' ? (number as number) : -(number as number) };
}

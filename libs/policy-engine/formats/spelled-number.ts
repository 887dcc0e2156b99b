import { type Decimal, decimalOf } from './decimals.js';

/**
 * A number whose text says more than its value as a double: `19.0` is a float for `sprintf` and shows its point, and 1/3 has more
 * digits than a double holds. Every other number is a plain number or bigint. Immutable; compared by its exact value. It has no
 * properties that a policy could ask for.
 */
export class SpelledNumber {
  readonly #text: string;
  #decimal: Decimal | undefined;

  /** `text` is in JSON's notation. */
  constructor(text: string) {
    this.#text = text;
  }

  static decimal(value: SpelledNumber): Decimal {
    return (value.#decimal ??= decimalOf(value.#text));
  }

  /** The nearest double, never the negative zero; infinite beyond their range. */
  valueOf(): number {
    return Number(this.#text) + 0;
  }

  toString(): string {
    return this.#text;
  }
}

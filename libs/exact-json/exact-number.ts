import type { JsonFault } from './json-text-error.js';

/** So many digits survive in every double of the normal range. */
export const SAFE_DIGITS = 15;
/** So many tell any two doubles apart, and programs write that many. */
export const DOUBLE_DIGITS = 17;
/** Below it doubles have fewer digits. */
const LEAST_NORMAL = 2 ** -1022;
/** More cannot be asked of toPrecision. */
const MOST_DIGITS = 100;
/** Nobody writes a number this long; looking into one takes longer than its length. */
const MOST_CHARACTERS = 400;

/**
 * What becomes of a JSON number when it is read as an IEEE double; undefined when the double says the same, to as many digits as
 * were written. `0.1` and `0.10000000000000001` pass, which are how programs write that double; `1e-400`, `0.99999999999999999` and
 * `3.141592653589793238` would become other numbers in silence, and whole numbers beyond 2^53 - 1 already are others to some readers.
 */
export function numberFault(text: string): JsonFault | undefined {
  const value = Number(text);
  if (!isInRange(value)) return 'number-beyond-range';
  if (String(value) === text) return undefined;
  if (text.length > MOST_CHARACTERS) return 'number-not-exact';
  const digits = significant(text);
  if (digits === '') return undefined;
  if (value === 0 || digits.length > MOST_DIGITS) return 'number-not-exact';
  // The last of seventeen digits is rounded by programs in different ways, and never matters to a double: only turning whole does.
  if (digits.length <= DOUBLE_DIGITS && !Number.isInteger(value) && Math.abs(value) >= LEAST_NORMAL) return undefined;
  return significant(value.toPrecision(digits.length)) === digits ? undefined : 'number-not-exact';
}

/** Neither infinite nor a whole number that shares its double with others. */
export function isInRange(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** A whole number, written as one, that its double says to the last digit. */
export function isHeldWhole(text: string): boolean {
  return (
    text.length <= MOST_CHARACTERS &&
    /^-?\d+$/.test(text) &&
    Number.isFinite(Number(text)) &&
    BigInt(text) === BigInt(Number(text))
  );
}

/** The digits without sign, point, exponent and the zeros at both ends. */
function significant(text: string): string {
  return text
    .replace(/e.*$/is, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
}

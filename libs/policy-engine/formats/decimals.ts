/** A decimal fraction: digits divided by ten to the power of `scale`. */
interface Decimal {
  digits: bigint;
  scale: number;
}

function parse(text: string): Decimal {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** The double nearest to an exact decimal. */
function nearest({ digits, scale }: Decimal): number {
  return Number(`${digits}e${-scale}`);
}

/** The double nearest to the exact sum of two numbers in JavaScript notation. */
export function addDecimals(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  const scale = Math.max(x.scale, y.scale);
  const raise = (part: Decimal): bigint => part.digits * 10n ** BigInt(scale - part.scale);
  return nearest({ digits: raise(x) + raise(y), scale });
}

export function multiplyDecimals(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  return nearest({ digits: x.digits * y.digits, scale: x.scale + y.scale });
}

/** Significant digits of a quotient; a double holds about 17. */
const QUOTIENT_DIGITS = 40;

export function divideDecimals(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  const extra = Math.max(0, QUOTIENT_DIGITS + String(y.digits).length - String(x.digits).length);
  return nearest({ digits: (x.digits * 10n ** BigInt(extra)) / y.digits, scale: x.scale + extra - y.scale });
}

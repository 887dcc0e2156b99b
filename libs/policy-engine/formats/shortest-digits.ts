export function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0]!, 16)));
}

/** Digits without leading or trailing zeros, and where the point stands: 0.`digits` times ten to the power of `point`. */
interface Digits {
  digits: string;
  point: number;
}

/** All digits of `mantissa` times two to the power of `exponent`. */
export function exactDigits(mantissa: bigint, exponent: number): Digits {
  const all = (exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)).toString();
  return { digits: all.replace(/0+$/, ''), point: all.length - (exponent < 0 ? -exponent : 0) };
}

/**
 * The fewest digits that lie nearer to a float than to its neighbours, as Go's big.Float chooses them: it looks at digit after
 * digit, so the last one is not always the nearest.
 */
export function shortestDigits(mantissa: bigint, exponent: number, precision: number): Digits {
  // Half a unit of the last place is one here, so that the bounds are whole.
  const shift = bitLength(mantissa) - (precision + 1);
  const halves = shift < 0 ? mantissa << BigInt(-shift) : mantissa >> BigInt(shift);
  const isEven = (halves & 2n) === 0n;
  const exact = exactDigits(mantissa, exponent);
  const lower = exactDigits(halves - 1n, exponent + shift).digits;
  const upper = exactDigits(halves + 1n, exponent + shift).digits;
  for (let i = 0; i < exact.digits.length; i += 1) {
    const [digit, low, high] = [exact.digits[i]!, lower[i] ?? '0', upper[i] ?? '0'];
    const isDown = low !== digit || (isEven && i + 1 === lower.length);
    const isUp = digit !== high && (isEven || Number(digit) + 1 < Number(high) || i + 1 < upper.length);
    if (isDown && isUp) return nearest(exact, i + 1);
    if (isDown) return cutDown(exact, i + 1);
    if (isUp) return cutUp(exact, i + 1);
  }
  return exact;
}

function nearest(exact: Digits, length: number): Digits {
  const next = exact.digits[length];
  if (next === undefined) return exact;
  const isTie = next === '5' && length + 1 === exact.digits.length;
  const isUp = isTie ? Number(exact.digits[length - 1]) % 2 === 1 : next >= '5';
  return isUp ? cutUp(exact, length) : cutDown(exact, length);
}

function cutDown({ digits, point }: Digits, length: number): Digits {
  return { digits: digits.slice(0, length).replace(/0+$/, ''), point };
}

function cutUp({ digits, point }: Digits, length: number): Digits {
  const kept = digits.slice(0, length).replace(/9+$/, '');
  if (kept === '') return { digits: '1', point: point + 1 };
  return { digits: kept.slice(0, -1) + String(Number(kept.at(-1)) + 1), point };
}

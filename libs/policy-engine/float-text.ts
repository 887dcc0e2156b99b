/** A non-negative (or any, for plain %v) float in one of Go's styles: e, E, f, g, G. `precision` undefined is the shortest exact text. */
export function floatText(value: number, style: string, precision: number | undefined, keepZeros: boolean): string {
  const lower = style.toLowerCase();
  const text =
    lower === 'f'
      ? fixed(value, precision ?? 6)
      : lower === 'e'
        ? scientific(value, precision ?? 6)
        : general(value, precision, keepZeros);
  return style === lower ? text : text.toUpperCase();
}

function fixed(value: number, precision: number): string {
  return Math.abs(value) < 1e21
    ? value.toFixed(Math.min(precision, 100))
    : `${BigInt(value)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
}

/** Go writes at least two digits of exponent. */
function scientific(value: number, precision: number | undefined): string {
  return value.toExponential(precision === undefined ? undefined : Math.min(precision, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number | undefined, keepZeros: boolean): string {
  const digits = precision === undefined ? undefined : Math.max(1, Math.min(precision, 100));
  const exponent = Number(value.toExponential(digits === undefined ? undefined : digits - 1).split('e')[1]);
  if (exponent < -4 || exponent >= (digits ?? 21)) {
    const text = scientific(value, digits === undefined ? undefined : digits - 1);
    return keepZeros ? text : text.replace(/\.?0+e/, 'e');
  }
  const text = digits === undefined ? String(value) : value.toFixed(Math.max(0, Math.min(100, digits - 1 - exponent)));
  return keepZeros || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
}

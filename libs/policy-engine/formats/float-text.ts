/** A float in one of Go's styles: e, E, f, g, G. `precision` undefined is the shortest exact text. */
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

/** JavaScript rounds exact ties up, Go rounds them to the even digit. */
function fixed(value: number, precision: number): string {
  const digits = Math.min(precision, 99);
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
  const rounded = value.toFixed(digits);
  const exact = value.toFixed(100);
  const cut = exact.length - 100 + digits;
  const kept = exact.slice(0, digits === 0 ? cut - 1 : cut);
  const isTie = /^50*$/.test(exact.slice(cut));
  return isTie && /[02468]$/.test(kept) ? kept : rounded;
}

/** Go writes at least two digits of exponent. */
function scientific(value: number, precision: number | undefined): string {
  return value.toExponential(precision === undefined ? undefined : Math.min(precision, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Scientific for small and large exponents; without a precision large starts at a million. */
function general(value: number, precision: number | undefined, keepZeros: boolean): string {
  const digits = precision === undefined ? undefined : Math.max(1, Math.min(precision, 100));
  const exponent = Number(value.toExponential(digits === undefined ? undefined : digits - 1).split('e')[1]);
  if (exponent < -4 || exponent >= (digits ?? 6)) {
    const text = scientific(value, digits === undefined ? undefined : digits - 1);
    return keepZeros ? text : text.replace(/\.?0+e/, 'e');
  }
  const text = digits === undefined ? String(value) : fixed(value, Math.max(0, digits - 1 - exponent));
  return keepZeros || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
}

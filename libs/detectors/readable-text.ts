/** A text with look-alikes of ASCII written as ASCII, and where each of its units stands in the original. */
export interface ReadableText {
  readonly text: string;
  at(index: number): number;
}

/** Full-width forms, the blanks and dashes that word processors put in, and what cannot be seen: people copy them without noticing. */
export function readable(original: string): ReadableText {
  if (isPlain(original)) return { text: original, at: (index) => index };
  const units: string[] = [];
  const places: number[] = [];
  for (let i = 0; i < original.length; i++) {
    const unit = asAscii(original.charCodeAt(i));
    if (unit === undefined) continue;
    units.push(String.fromCharCode(unit));
    places.push(i);
  }
  places.push(original.length);
  return { text: units.join(''), at: (index) => places[index]! };
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f && asAscii(unit) !== unit) return false;
  }
  return true;
}

const SPACE = 0x20;
const DASH = 0x2d;

/** Undefined for what has no width. */
function asAscii(unit: number): number | undefined {
  if (unit < 0xa0) return unit;
  if (unit >= 0xff01 && unit <= 0xff5e) return unit - 0xfee0;
  if (unit === 0xa0 || (unit >= 0x2000 && unit <= 0x200a) || unit === 0x202f || unit === 0x205f || unit === 0x3000) return SPACE;
  if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212) return DASH;
  if (unit === 0xad || (unit >= 0x200b && unit <= 0x200f) || unit === 0x2060 || unit === 0xfeff) return undefined;
  return unit;
}

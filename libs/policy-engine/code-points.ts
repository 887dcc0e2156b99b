/** The characters of a text as Rego counts them: one for each code point, not for what a reader sees as one letter. */
export function pointsOf(text: string): string[] {
  return Array.from(text);
}

/** Orders texts by code point as Rego does; JavaScript's own order differs above the basic plane. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return pointRank(x) - pointRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above every other UTF-16 unit. */
function pointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

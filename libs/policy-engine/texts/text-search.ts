import { spend, spendText } from '../fuel.js';

/** For longer ones the built-in search can take the product of both lengths, so they are found by their beginning. */
const LONG_NEEDLE = 200;

/** Offset of the next occurrence, -1 when there is none; paid by what was looked at. */
export function findText(haystack: string, needle: string, from = 0): number {
  const head = needle.length > LONG_NEEDLE ? needle.slice(0, LONG_NEEDLE) : needle;
  for (let at = from; ; at += 1) {
    const found = haystack.indexOf(head, at);
    spend(1);
    spendText(2 * ((found < 0 ? haystack.length : found + head.length) - at));
    if (found < 0 || head === needle) return found;
    at = found;
    spendText(needle.length);
    if (haystack.startsWith(needle, found)) return found;
  }
}

/** Offsets of all occurrences that do not overlap. */
export function findAllTexts(haystack: string, needle: string): number[] {
  const found: number[] = [];
  for (let at = findText(haystack, needle); at >= 0; at = findText(haystack, needle, at + needle.length)) found.push(at);
  return found;
}

/** The text between the occurrences; short ones are found as fast as possible. */
export function splitText(source: string, by: string): string[] {
  spendText(2 * source.length);
  if (by.length <= LONG_NEEDLE) return source.split(by);
  let from = 0;
  const parts = findAllTexts(source, by).map((at) => {
    const part = source.slice(from, at);
    from = at + by.length;
    return part;
  });
  return [...parts, source.slice(from)];
}

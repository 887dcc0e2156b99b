import { spend, spendText } from '../fuel.js';

/** The characters of a text as Rego counts them: one for each code point, not for what a reader sees as one letter. */
export function pointsOf(text: string): string[] {
  spend(text.length);
  return Array.from(text);
}

const SURROGATE = /[\ud800-\udfff]/;

/** How many characters a text has; a surrogate pair is one. */
export function countPoints(text: string): number {
  spend(1 + (text.length >>> 3));
  if (!SURROGATE.test(text)) return text.length;
  spend(text.length);
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Shorter texts are looked at in no time. */
const LONG_TEXT = 64;

/** True for the same text; comparing long ones of the same length is paid for. */
export function sameText(a: string, b: unknown): boolean {
  if (typeof b !== 'string' || a.length !== b.length) return false;
  if (a.length > LONG_TEXT) spendText(a.length >>> 1);
  return a === b;
}

const CHUNK = 256;

/** Orders texts by code point as Rego does; JavaScript's own order differs above the basic plane. */
export function compareText(a: string, b: string): number {
  if (sameText(a, b)) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = length > LONG_TEXT ? commonChunks(a, b) : 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return pointRank(x) - pointRank(y);
  }
  return a.length - b.length;
}

/** How far two long texts are the same, in whole chunks. */
function commonChunks(a: string, b: string): number {
  let end = 0;
  do {
    spend(CHUNK >>> 4);
    end += CHUNK;
  } while (end <= a.length && a.slice(end - CHUNK, end) === b.slice(end - CHUNK, end));
  return end - CHUNK;
}

/** Surrogates stand for code points above every other UTF-16 unit. */
function pointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

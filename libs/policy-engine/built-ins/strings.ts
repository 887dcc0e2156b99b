import { countPoints, pointsOf } from '../texts/code-points.js';
import { refuse, refuseType } from '../errors.js';
import { spend, spendText } from '../fuel.js';
import { type Arg, type Family, array, integer, object, refuseOperand, text, texts } from '../operand-checks.js';
import { type Value, objectEntries } from '../values.js';
import { bytesOfText, textOfBytes } from '../texts/byte-texts.js';
import { findAllTexts, findText, splitText } from '../texts/text-search.js';
import { sprintf } from '../texts/sprintf.js';

const MAX_TEXT = 16 * 1024 * 1024;

/** Pays for a text that was made and refuses it when it is out of all proportion. */
export function made(result: string): string {
  spendText(result.length);
  return result.length > MAX_TEXT ? refuse('text is too large') : result;
}

function indexOf(value: Arg, part: Arg): number {
  const [haystack, needle] = [text(value, 1), text(part, 2)];
  if (needle === '') return refuse('empty search character');
  const at = findText(haystack, needle);
  return at < 0 ? -1 : countPoints(haystack.slice(0, at));
}

function allIndexes(value: Arg, part: Arg): Value[] {
  const [haystack, needle] = [text(value, 1), text(part, 2)];
  if (needle === '') return refuse('empty search character');
  const found: number[] = [];
  let [points, from] = [0, 0];
  for (let at = findText(haystack, needle); at >= 0; at = findText(haystack, needle, at + 1)) {
    points += countPoints(haystack.slice(from, at));
    from = at;
    found.push(points);
  }
  return found;
}

function substring(value: Arg, offset: Arg, length: Arg): string {
  const [from, count] = [integer(offset, 2), integer(length, 3)];
  if (from < 0) return refuse('negative offset');
  const source = text(value, 1);
  spendText(source.length);
  const points = /[\ud800-\udfff]/.test(source) ? pointsOf(source) : source;
  const part = count < 0 ? points.slice(from) : points.slice(from, from + count);
  return typeof part === 'string' ? part : part.join('');
}

function startsWith(value: string, part: string): boolean {
  if (part.length <= value.length) spendText(part.length);
  return value.startsWith(part);
}

function endsWith(value: string, part: string): boolean {
  if (part.length <= value.length) spendText(part.length);
  return value.endsWith(part);
}

function trimmer(left: boolean, right: boolean): (value: Arg, cutset: Arg) => string {
  return (value, cutset) => {
    const points = pointsOf(text(value, 1));
    const cut = new Set(text(cutset, 2));
    spend(points.length >>> 2);
    let [from, to] = [0, points.length];
    while (left && from < to && cut.has(points[from]!)) from += 1;
    while (right && to > from && cut.has(points[to - 1]!)) to -= 1;
    return points.slice(from, to).join('');
  };
}

function concat(delimiter: Arg, parts: Arg): string {
  return made(texts(parts, 2).join(text(delimiter, 1)));
}

function replaceAll(value: Arg, old: Arg, replacement: Arg): string {
  const [source, from, to] = [text(value, 1), text(old, 2), text(replacement, 3)];
  spendText(source.length * (2 + to.length / Math.max(1, from.length)));
  return made(from === '' ? interleave(source, to) : splitText(source, from).join(to));
}

/** Replacing nothing puts the replacement around every character. */
function interleave(source: string, between: string): string {
  spend(source.length * 2);
  return (
    between +
    pointsOf(source)
      .map((point) => point + between)
      .join('')
  );
}

/** The first pattern in Rego order that stands at a position wins; matches never overlap. */
function replaceMany(patterns: Arg, value: Arg): string {
  const pairs = objectEntries(object(patterns, 1)).map(([from, to]): [string, string] => {
    if (typeof from !== 'string' || typeof to !== 'string') return refuseType('operand 1 must be object of strings');
    return [from, to];
  });
  const source = text(value, 2);
  // Nothing stands between the bytes of a character, too.
  if (pairs[0]?.[0] !== '') return made(replaceFirst(pairs, undefined, source));
  const bytes = pairs.map(([from, to]): [string, string] => [binaryOf(from), binaryOf(to)]);
  return made(textOfBytes(Buffer.from(replaceFirst(bytes.slice(1), bytes[0]![1], binaryOf(source)), 'latin1')));
}

/** `around` is what stands for the empty pattern: before every character that is left, before every match and at the end. */
function replaceFirst(pairs: [string, string][], around: string | undefined, source: string): string {
  const characters = pairs.reduce((sum, [from]) => sum + from.length, 0);
  let result = around ?? '';
  for (let i = 0; i < source.length;) {
    spend(1 + pairs.length + (characters >>> 5));
    const hit = pairs.find(([from]) => source.startsWith(from, i));
    result += (hit ? hit[1] : source[i]!) + (around ?? '');
    i += hit ? hit[0].length : 1;
    if (result.length > MAX_TEXT) return refuse('text is too large');
  }
  return result;
}

function binaryOf(value: string): string {
  return bytesOfText(value).toString('latin1');
}

function countText(value: Arg, part: Arg): number {
  const [source, needle] = [text(value, 1), text(part, 2)];
  spendText(source.length);
  if (needle === '') return countPoints(source) + 1;
  return findAllTexts(source, needle).length;
}

function split(value: Arg, delimiter: Arg): Value[] {
  const [source, by] = [text(value, 1), text(delimiter, 2)];
  const parts = by === '' ? pointsOf(source) : splitText(source, by);
  spend(parts.length + (source.length >>> 4));
  return parts;
}

function oneOrMany(value: Arg, position: number): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) || typeof value === 'object'
    ? texts(value, position)
    : refuseOperand(position, value, 'string', 'set', 'array');
}

function anyMatch(test: (value: string, part: string) => boolean): (values: Arg, parts: Arg) => boolean {
  return (values, parts) => {
    const [all, wanted] = [oneOrMany(values, 1), oneOrMany(parts, 2)];
    const characters = wanted.reduce((sum, part) => sum + part.length, 0);
    spend(all.length * ((wanted.length >>> 1) + (characters >>> 5)));
    return all.some((value) => wanted.some((part) => test(value, part)));
  };
}

const SPACES = new Set(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
);

/** What Go takes for white space, at the ends of a text; each end is looked at once. */
function trimSpace(value: Arg): string {
  const source = text(value, 1);
  let [from, to] = [0, source.length];
  while (from < to && SPACES.has(source[from]!)) from += 1;
  while (to > from && SPACES.has(source[to - 1]!)) to -= 1;
  spend(1 + ((source.length - to + from) >>> 1));
  return source.slice(from, to);
}

/** Go maps letter by letter, so no letter ever becomes two: such a letter stays, or takes the one of the two that is meant. */
function mapLetters(source: string, change: (letter: string) => string, otherwise: (letter: string) => string): string {
  spendText(source.length);
  const changed = change(source);
  if (changed.length === source.length) return changed;
  spend(source.length * 8);
  return pointsOf(source)
    .map((letter) => (pointsOf(change(letter)).length === 1 ? change(letter) : otherwise(letter)))
    .join('');
}

/** Every sigma becomes the same small one, wherever in a word it stands. */
function lower(value: Arg): string {
  const change = (source: string): string =>
    source
      .split('\u03a3')
      .map((part) => part.toLowerCase())
      .join('\u03c3');
  return mapLetters(text(value, 1).toWellFormed(), change, (letter) => pointsOf(change(letter))[0]!);
}

const SMALL_WITH_IOTA = /[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7]/;
const LARGE_WITH_IOTA: Record<string, string> = { '\u1fb3': '\u1fbc', '\u1fc3': '\u1fcc', '\u1ff3': '\u1ffc' };

/** Greek letters with an iota below have a large form of their own, which JavaScript writes as two letters. */
function largeLetter(letter: string): string {
  return SMALL_WITH_IOTA.test(letter) ? String.fromCharCode(letter.charCodeAt(0) + 8) : (LARGE_WITH_IOTA[letter] ?? letter);
}

function upper(value: Arg): string {
  return mapLetters(text(value, 1).toWellFormed(), (source) => source.toUpperCase(), largeLetter);
}

export const STRINGS: Family = {
  concat,
  contains: (value, part) => findText(text(value, 1), text(part, 2)) >= 0,
  startswith: (value, part) => startsWith(text(value, 1), text(part, 2)),
  endswith: (value, part) => endsWith(text(value, 1), text(part, 2)),
  indexof: indexOf,
  indexof_n: allIndexes,
  lower,
  upper,
  replace: replaceAll,
  split,
  sprintf: (format, values) => made(sprintf(text(format, 1), array(values, 2))),
  substring,
  trim: trimmer(true, true),
  trim_left: trimmer(true, false),
  trim_right: trimmer(false, true),
  trim_prefix: (value, part) =>
    startsWith(text(value, 1), text(part, 2)) ? text(value, 1).slice(text(part, 2).length) : text(value, 1),
  trim_suffix: (value, part) => {
    const [source, suffix] = [text(value, 1), text(part, 2)];
    return endsWith(source, suffix) ? source.slice(0, source.length - suffix.length) : source;
  },
  trim_space: trimSpace,
  'strings.any_prefix_match': anyMatch((value, part) => value.startsWith(part)),
  'strings.any_suffix_match': anyMatch((value, part) => value.endsWith(part)),
  'strings.count': countText,
  'strings.replace_n': replaceMany,
  'strings.reverse': (value) => made(pointsOf(text(value, 1)).reverse().join('')),
};

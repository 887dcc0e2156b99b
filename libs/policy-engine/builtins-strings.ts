import { pointsOf } from './code-points.js';
import { refuse, refuseType } from './errors.js';
import { spend, spendText } from './fuel.js';
import { type Arg, type Family, array, integer, object, refuseOperand, text, texts } from './operand-checks.js';
import { type Value, objectEntries } from './values.js';
import { sprintf } from './sprintf.js';

const MAX_TEXT = 16 * 1024 * 1024;

/** Pays for a text that was made and refuses it when it is out of all proportion. */
export function made(result: string): string {
  spendText(result.length);
  return result.length > MAX_TEXT ? refuse('text is too large') : result;
}

/** Index of a UTF-16 offset counted in code points, as Rego counts. */
function pointIndex(value: string, offset: number): number {
  let points = 0;
  for (let i = 0; i < offset; i += 1) if ((value.charCodeAt(i) & 0xfc00) !== 0xdc00) points += 1;
  return points;
}

function indexOf(value: Arg, part: Arg): number {
  const [haystack, needle] = [text(value, 1), text(part, 2)];
  if (needle === '') return refuse('empty search character');
  spendText(haystack.length);
  const at = haystack.indexOf(needle);
  return at < 0 ? -1 : pointIndex(haystack, at);
}

function allIndexes(value: Arg, part: Arg): Value[] {
  const [haystack, needle] = [text(value, 1), text(part, 2)];
  if (needle === '') return refuse('empty search character');
  const found: number[] = [];
  spend(haystack.length);
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) found.push(at);
  const points = pointsOf(haystack).length === haystack.length ? found : found.map((at) => pointIndex(haystack, at));
  return points;
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
  return made(from === '' ? interleave(source, to) : source.replaceAll(from, () => to));
}

/** Replacing nothing puts the replacement around every character. */
function interleave(source: string, between: string): string {
  return (
    between +
    pointsOf(source)
      .map((point) => point + between)
      .join('')
  );
}

/** First pattern of the list that stands at a position wins; matches never overlap. */
function replaceMany(patterns: Arg, value: Arg): string {
  const pairs = objectEntries(object(patterns, 1)).map(([from, to]): [string, string] => {
    if (typeof from !== 'string' || typeof to !== 'string') return refuseType('operand 1 must be object of strings');
    return [from, to];
  });
  const source = text(value, 2);
  let result = '';
  for (let i = 0; i < source.length;) {
    spend(1 + pairs.length);
    const hit = pairs.find(([from]) => from !== '' && source.startsWith(from, i));
    result += hit ? hit[1] : source[i];
    i += hit ? hit[0].length : 1;
  }
  return made(result);
}

function countText(value: Arg, part: Arg): number {
  const [source, needle] = [text(value, 1), text(part, 2)];
  spendText(source.length);
  return needle === '' ? pointsOf(source).length + 1 : source.split(needle).length - 1;
}

function split(value: Arg, delimiter: Arg): Value[] {
  const [source, by] = [text(value, 1), text(delimiter, 2)];
  const parts = by === '' ? pointsOf(source) : source.split(by);
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
    spend((all.length * wanted.length) >>> 1);
    return all.some((value) => wanted.some((part) => test(value, part)));
  };
}

const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const OUTER_SPACE = new RegExp(`^${SPACE}|${SPACE}$`, 'g');

/** Go maps letter by letter, so no letter ever becomes two: such a letter stays, or takes the first of the two. */
function mapLetters(source: string, change: (letter: string) => string, otherwise: (letter: string) => string): string {
  spendText(source.length);
  const changed = change(source);
  if (changed.length === source.length) return changed;
  return pointsOf(source)
    .map((letter) => (pointsOf(change(letter)).length === 1 ? change(letter) : otherwise(letter)))
    .join('');
}

function lower(value: Arg): string {
  return mapLetters(
    text(value, 1),
    (letter) => letter.toLowerCase(),
    (letter) => pointsOf(letter.toLowerCase())[0]!,
  );
}

function upper(value: Arg): string {
  return mapLetters(
    text(value, 1),
    (letter) => letter.toUpperCase(),
    (letter) => letter,
  );
}

export const STRINGS: Family = {
  concat,
  contains: (value, part) => {
    spendText(text(value, 1).length);
    return text(value, 1).includes(text(part, 2));
  },
  startswith: (value, part) => text(value, 1).startsWith(text(part, 2)),
  endswith: (value, part) => text(value, 1).endsWith(text(part, 2)),
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
    text(value, 1).startsWith(text(part, 2)) ? text(value, 1).slice(text(part, 2).length) : text(value, 1),
  trim_suffix: (value, part) => {
    const [source, suffix] = [text(value, 1), text(part, 2)];
    return source.endsWith(suffix) ? source.slice(0, source.length - suffix.length) : source;
  },
  trim_space: (value) => text(value, 1).replace(OUTER_SPACE, ''),
  'strings.any_prefix_match': anyMatch((value, part) => value.startsWith(part)),
  'strings.any_suffix_match': anyMatch((value, part) => value.endsWith(part)),
  'strings.count': countText,
  'strings.replace_n': replaceMany,
  'strings.reverse': (value) => made(pointsOf(text(value, 1)).reverse().join('')),
};

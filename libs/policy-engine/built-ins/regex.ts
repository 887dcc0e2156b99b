import { pointsOf } from '../texts/code-points.js';
import { BuiltinFailure, refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { globPattern, quoteGlob } from '../texts/glob-syntax.js';
import { globsIntersect } from '../texts/glob-intersection.js';
import { type Arg, type Family, array, integer, refuseOperand, text, texts } from '../operand-checks.js';
import { type Place, PatternSearch, checkPattern, groupNames, matchesPattern, quotePattern } from '../texts/regex-patterns.js';
import type { Value } from '../values.js';

/** Positions of up to `limit` matches (all when negative), each as its groups' [start, end] pairs; Go's rules for empty matches. */
function findAll(source: string, value: string, limit: number): Place[][] {
  const search = new PatternSearch(source, value);
  const found: Place[][] = [];
  let previousEnd = -1;
  while (limit < 0 || found.length < limit) {
    const groups = search.next();
    if (!groups) break;
    const [start, end] = groups[0]!;
    if (end === start && start === previousEnd) continue;
    previousEnd = end;
    found.push(groups);
  }
  return found;
}

function part(value: string, [from, to]: Place): string {
  return from < 0 ? '' : value.slice(from, to);
}

function findN(source: Arg, value: Arg, limit: Arg): Value[] {
  const subject = text(value, 2);
  return findAll(text(source, 1), subject, integer(limit, 3)).map((groups) => part(subject, groups[0]!));
}

function findSubmatches(source: Arg, value: Arg, limit: Arg): Value[] {
  const subject = text(value, 2);
  return findAll(text(source, 1), subject, integer(limit, 3)).map((groups) => groups.map((group) => part(subject, group)));
}

function split(source: Arg, value: Arg): Value[] {
  const subject = text(value, 2);
  const parts: string[] = [];
  let from = 0;
  const expression = text(source, 1);
  if (expression !== '' && subject === '') return checked(expression, [subject]);
  let last = 0;
  for (const [[start, end]] of findAll(expression, subject, -1) as [Place][]) {
    last = start;
    if (end !== 0) parts.push(subject.slice(from, start));
    from = end;
  }
  return last === subject.length ? parts : [...parts, subject.slice(from)];
}

function checked<T>(source: string, value: T): T {
  checkPattern(source);
  return value;
}

type GroupNames = ReturnType<typeof groupNames>;

/** A name in a template: `$name` as long as it gets, or `${name}`. */
const REFERENCE = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

/** Go's template syntax: $1, ${1}, $name, ${name}, $$; unknown groups are empty, and so is a number with a zero before it. */
function expand(template: string, value: string, groups: Place[], names: GroupNames): string {
  return template.replace(REFERENCE, (_, plain?: string, braced?: string) => {
    const name = plain ?? braced;
    if (name === undefined) return '$';
    const numbers = /^(?:0|[1-9]\d{0,8})$/.test(name) ? [Number(name)] : (names.get(name) ?? []);
    const group = numbers.map((number) => groups[number]).find((place) => place !== undefined && place[0] >= 0);
    return group ? part(value, group) : '';
  });
}

function replace(value: Arg, source: Arg, template: Arg): string {
  const [subject, expression, replacement] = [text(value, 1), text(source, 2), text(template, 3)];
  const names = groupNames(expression);
  let result = '';
  let from = 0;
  for (const groups of findAll(expression, subject, -1)) {
    const [start, end] = groups[0]!;
    result += subject.slice(from, start) + expand(replacement, subject, groups, names);
    from = end;
    spend(4 + replacement.length + (result.length >>> 8));
  }
  return result + subject.slice(from);
}

/** A literal text with patterns between delimiters, such as `urn:{.*}:x`. */
function templateMatch(template: Arg, value: Arg, open: Arg, close: Arg): boolean {
  const [source, subject, start, end] = [text(template, 1), text(value, 2), text(open, 3), text(close, 4)];
  if (!isOneByte(start) || !isOneByte(end)) return refuse('start and end delimiters must be exactly one character long');
  let expression = '^';
  let literal = 0;
  let depth = 0;
  spend(20 + source.length);
  for (let i = 0; i < source.length; i += 1) {
    if (source[i] === start && depth++ === 0) {
      expression += quotePattern(source.slice(literal, i));
      literal = i + 1;
    } else if (source[i] === end && source[i] !== start && --depth === 0) {
      const pattern = source.slice(literal, i);
      expression += `(${checked(`^${pattern}$`, pattern)})`;
      literal = i + 1;
    }
    if (depth < 0) return refuse('unbalanced braces in template');
  }
  return depth === 0
    ? matchesPattern(`${expression}${quotePattern(source.slice(literal))}$`, subject)
    : refuse('unbalanced braces in template');
}

function isOneByte(delimiter: string): boolean {
  return delimiter.length === 1 && delimiter.charCodeAt(0) < 0x80;
}

function isValid(source: Arg): boolean {
  try {
    if (typeof source !== 'string') return false;
    checkPattern(source);
    return true;
  } catch (error) {
    if (error instanceof BuiltinFailure) return false;
    throw error;
  }
}

/** Delimiters are single characters; where none are named, the point is one, and null stands for none. */
function separatorsOf(delimiters: Arg): string[] {
  if (delimiters === null) return [];
  if (array(delimiters, 2).length === 0) return ['.'];
  return texts(delimiters, 2).map((delimiter) => {
    return pointsOf(delimiter).length === 1 ? delimiter : refuseOperand(2, delimiter, 'rune');
  });
}

function globMatch(source: Arg, delimiters: Arg, value: Arg): boolean {
  const separators = separatorsOf(delimiters);
  spend(8 + text(source, 1).length);
  return matchesPattern(globPattern(text(source, 1), separators), text(value, 3));
}

export const REGEX: Family = {
  'regex.match': (source, value) => matchesPattern(text(source, 1), text(value, 2)),
  re_match: (source, value) => matchesPattern(text(source, 1), text(value, 2)),
  'regex.is_valid': isValid,
  'regex.find_n': findN,
  'regex.find_all_string_submatch_n': findSubmatches,
  'regex.replace': replace,
  'regex.split': split,
  'regex.template_match': templateMatch,
  'regex.globs_match': (a, b) => globsIntersect(text(a, 1), text(b, 2)),
  'glob.match': globMatch,
  'glob.quote_meta': (value) => {
    spend(1 + text(value, 1).length);
    return quoteGlob(text(value, 1));
  },
};

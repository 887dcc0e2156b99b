import { pointsOf } from './code-points.js';
import { refuse } from '../errors.js';
import { quotePattern } from './regex-patterns.js';

const translated = new Map<string, string>();
const CAPACITY = 2_000;

/** The RE2 pattern of a glob. `*` and `?` stop at separators, `**` does not; no separators means that nothing stops them. */
export function globPattern(glob: string, separators: string[]): string {
  const key = JSON.stringify([glob, separators]);
  const known = translated.get(key);
  if (known !== undefined) return known;
  const expression = `(?s)\\A(?:${translate(glob, separators)})\\z`;
  if (translated.size >= CAPACITY) translated.delete(translated.keys().next().value!);
  translated.set(key, expression);
  return expression;
}

function translate(glob: string, separators: string[]): string {
  const within = separators.length === 0 ? '.' : `[^${separators.map(inClass).join('')}]`;
  let result = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i += 1) {
    const character = glob[i]!;
    if (character === '*') {
      const run = /^\*+/.exec(glob.slice(i))![0].length;
      result += run > 1 ? '.*' : `${within}*`;
      i += run - 1;
    } else if (character === '?') result += within;
    else if (character === '\\') result += quotePattern(glob[(i += 1)] ?? refuse('glob ends with an escape'));
    else if (character === '[') {
      const end = classEnd(glob, i);
      result += characterClass(glob.slice(i + 1, end));
      i = end;
    } else if (character === '{') {
      depth += 1;
      result += '(?:';
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      result += ')';
    } else if (character === ',' && depth > 0) result += '|';
    else result += quotePattern(character);
  }
  return depth === 0 ? result : refuse('glob has an unclosed {');
}

function classEnd(glob: string, start: number): number {
  const end = glob.indexOf(']', start + 2);
  return end < 0 ? refuse('glob has an unclosed [') : end;
}

function characterClass(body: string): string {
  const negated = body.startsWith('!');
  const listed = negated ? body.slice(1) : body;
  const range = /^(.)-(.)$/su.exec(listed);
  const members = range ? `${inClass(range[1]!)}-${inClass(range[2]!)}` : pointsOf(listed).map(inClass).join('');
  return `[${negated ? '^' : ''}${members}]`;
}

function inClass(character: string): string {
  return character.replace(/[\\\]^[-]/g, '\\$&');
}

/** The glob that matches exactly this text. */
export function quoteGlob(literal: string): string {
  return literal.replace(/[*?\\[\]{}]/g, '\\$&');
}

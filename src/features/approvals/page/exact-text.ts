/** A piece of JSON text: a string as it is written, or what stands between strings. */
export interface Piece {
  readonly text: string;
  readonly isString: boolean;
}

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}/gu;
const PUNCTUATION = new Set(['{', '}', '[', ']', ',', ':']);

/** The same with everything that cannot be seen, or turns what follows round, written out: `\u202e`. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (unseen) =>
    Array.from({ length: unseen.length }, (_, at) => escaped(unseen.charCodeAt(at))).join(''),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** The members of the outermost object of well-formed JSON, each exactly as it is written: nothing is read and written anew. */
export function membersOf(json: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let name = '';
  let from = 0;
  let last = '';
  for (const { token, start, end } of tokensOf(json)) {
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    if (depth === 1 && token === ':') [name, from] = [last, end];
    const isOver = (depth === 0 && token === '}') || (depth === 1 && token === ',');
    if (isOver && from > 0) members.set(name.slice(1, -1), json.slice(from, start).trim());
    last = token;
  }
  return members;
}

/** Well-formed JSON on lines of its own, two blanks a level; its strings and numbers as they are written. */
export function indented(json: string): Piece[] {
  const pieces: Piece[] = [];
  let depth = 0;
  let last = '';
  const newLine = (): string => `\n${'  '.repeat(depth)}`;
  for (const { token } of tokensOf(json)) {
    const closes = token === '}' || token === ']';
    const wasOpened = last === '{' || last === '[';
    if (closes) depth -= 1;
    const before = closes ? (wasOpened ? '' : newLine()) : wasOpened || last === ',' ? newLine() : '';
    if (token === '{' || token === '[') depth += 1;
    if (before !== '') pieces.push({ text: before, isString: false });
    pieces.push({ text: token === ':' ? ': ' : visible(token), isString: token.startsWith('"') });
    last = token;
  }
  return pieces;
}

interface Token {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

function* tokensOf(json: string): Generator<Token> {
  for (let start = 0; start < json.length;) {
    const end = endOfToken(json, start);
    const token = json.slice(start, end);
    if (token.trim() !== '') yield { token, start, end };
    start = end;
  }
}

function endOfToken(json: string, start: number): number {
  const first = json.charAt(start);
  if (PUNCTUATION.has(first) || first.trim() === '') return start + 1;
  let at = start + 1;
  if (first !== '"') {
    while (at < json.length && !PUNCTUATION.has(json.charAt(at)) && json.charAt(at).trim() !== '') at += 1;
    return at;
  }
  while (at < json.length && json.charAt(at) !== '"') at += json.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether a new row begins between the token before and this one. */
  readonly isFirstInRow: boolean;
}

/** Texts, raw texts, names and numbers, and every other character alone; comments and spaces are left out. */
const TOKEN = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[\p{L}\p{N}_]+|\s+|[^]/gu;

/** The tokens of Rego text that parses; of other text something, for the compiler to complain about. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let isFirstInRow = true;
  for (const { 0: found, index } of text.matchAll(TOKEN)) {
    if (found.trim() === '') isFirstInRow ||= found.includes('\n');
    if (found.trim() === '' || found.startsWith('#')) continue;
    tokens.push({ text: found, start: index, end: index + found.length, isFirstInRow });
    isFirstInRow = false;
  }
  return tokens;
}

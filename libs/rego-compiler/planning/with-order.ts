import { type Token, tokensOf } from './rego-tokens.js';

/** One `with ... as ...`: its first and last token, and how early it has to come. */
interface Clause {
  readonly from: number;
  readonly to: number;
  readonly rank: number;
}

/**
 * The same module with the clauses of each `with input as x with data.f as g` in another order: first what replaces parts of the input,
 * then parts of data and rules, then built-ins. OPA replaces all of them at once, so that the order says nothing; but its planner
 * (0.70 to 1.22 at least) takes the first clauses for those that replace a value, and puts the value in the place of something else
 * where a function was replaced before it.
 */
export function withInOrder(text: string): string {
  if (!/\bwith\b/.test(text)) return text;
  const tokens = tokensOf(text);
  const ranks = importedRanks(tokens);
  const pieces: string[] = [];
  let done = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isWith(tokens, at)) continue;
    const chain = chainFrom(tokens, at, ranks);
    const sorted = chain.toSorted((a, b) => a.rank - b.rank);
    for (const [n, { from, to }] of chain.entries()) {
      const moved = sorted[n]!;
      pieces.push(text.slice(done, tokens[from]!.start), text.slice(tokens[moved.from]!.start, tokens[moved.to]!.end));
      done = tokens[to]!.end;
    }
    at = chain.at(-1)!.to;
  }
  return pieces.join('') + text.slice(done);
}

function isWith(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.text === 'with' && tokens[at - 1]?.text !== '.' && /^[\p{L}_]/u.test(tokens[at + 1]?.text ?? '');
}

function chainFrom(tokens: readonly Token[], first: number, ranks: ReadonlyMap<string, number>): Clause[] {
  const chain: Clause[] = [];
  let at = first;
  while (isWith(tokens, at)) {
    const to = endOf(tokens, at);
    chain.push({ from: at, to, rank: ranks.get(tokens[at + 1]!.text) ?? BUILT_IN });
    at = to + 1;
  }
  return chain;
}

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);
/** What a value does not end with, nor go on without in a new row. */
const JOINING = new Set(['+', '-', '*', '/', '%', '&', '|', '=', '<', '>', '!', ',', ':', '.', 'as', 'in', 'with']);

/** The last token of the clause that begins at `from`. */
function endOf(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from + 1; at < tokens.length; at += 1) {
    const { text, isFirstInRow } = tokens[at]!;
    if (depth === 0) {
      if (text === ';' || text === 'else' || CLOSING.has(text) || isWith(tokens, at)) return at - 1;
      if (isFirstInRow && !JOINING.has(text) && !JOINING.has(tokens[at - 1]!.text)) return at - 1;
    }
    if (OPENING.has(text)) depth += 1;
    if (CLOSING.has(text)) depth -= 1;
  }
  return tokens.length - 1;
}

const [INPUT, DATA, BUILT_IN] = [0, 1, 2];

/** How early a clause comes by the first name of what it replaces, which may be imported under another one. */
function importedRanks(tokens: readonly Token[]): Map<string, number> {
  const ranks = new Map([
    ['input', INPUT!],
    ['data', DATA!],
  ]);
  for (const [at, { text, isFirstInRow }] of tokens.entries()) {
    const rank = ranks.get(tokens[at + 1]?.text ?? '');
    if (text !== 'import' || !isFirstInRow || rank === undefined) continue;
    let name = at + 1;
    while (tokens[name + 1] && !tokens[name + 1]!.isFirstInRow) name += 1;
    ranks.set(nameIn(tokens[name]!.text), rank);
  }
  return ranks;
}

/** The last part of what is imported, which may stand in brackets: `import data.lib["texts"]`. */
function nameIn(text: string): string {
  return /\w+/.exec(text)?.[0] ?? text;
}

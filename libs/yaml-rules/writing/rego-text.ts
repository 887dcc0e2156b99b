/** Written as they are in a quoted string: the formatter keeps them. Beyond the first plane it may know fewer letters than we do. */
const PRINTABLE = /^[\t\n\r -~\p{L}\p{M}\p{N}\p{P}\p{S}]*$/u;
const BEYOND_FIRST_PLANE = /[\u{10000}-\u{10FFFF}]/u;
// A raw string keeps every character but these; the scanner refuses the byte order mark and NUL wherever they are.
// oxlint-disable-next-line no-control-regex
const NOT_RAW = /[`\r\n\u0000\uFEFF]/;
// oxlint-disable-next-line no-control-regex
const NOWHERE = /[\u0000\uFEFF]/;

/** Whether a text has a literal in Rego that the standard formatter leaves alone. */
export function isExpressible(text: string): boolean {
  if (!text.isWellFormed() || NOWHERE.test(text)) return false;
  return PRINTABLE.test(text) || !NOT_RAW.test(text);
}

/** A string literal. The text must be expressible. */
export function literal(text: string): string {
  const isPlain = PRINTABLE.test(text) && !BEYOND_FIRST_PLANE.test(text);
  return isPlain || NOT_RAW.test(text) ? JSON.stringify(text) : `\`${text}\``;
}

/** A pattern as people read it: without doubled backslashes where that is possible. */
export function patternLiteral(pattern: string): string {
  return pattern.includes('\\') && !NOT_RAW.test(pattern) ? `\`${pattern}\`` : literal(pattern);
}

export type Constant = null | boolean | number | string | readonly Constant[] | { readonly [name: string]: Constant };

/** Any JSON value on one row. */
export function constant(value: Constant): string {
  if (typeof value === 'string') return literal(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(constant).join(', ')}]`;
  const members = Object.entries(value as { readonly [name: string]: Constant });
  return `{${members.map(([name, member]) => `${literal(name)}: ${constant(member)}`).join(', ')}}`;
}

/** Text in a comment of a generated file: one row of visible characters, whatever it was. */
export function remark(text: string): string {
  return text
    .replaceAll(/[^ -~\p{L}\p{M}\p{N}\p{P}\p{S}]+/gu, '?')
    .slice(0, 200)
    .toWellFormed();
}

/** A Rego file that is written from top to bottom, so that it is known which rows a thing is in. */
export class RegoText {
  readonly #rows: string[] = [];

  /** Number of the row that is written next, counted from 1. */
  get row(): number {
    return this.#rows.length + 1;
  }

  add(...lines: readonly string[]): void {
    this.#rows.push(...lines);
  }

  /** An empty row, unless the file begins, the last row is one, or it is a comment on what comes. */
  gap(): void {
    const last = this.#rows.at(-1) ?? '';
    if (last !== '' && !last.startsWith('#')) this.#rows.push('');
  }

  /** Closes the open brace of the last row and goes on behind it. */
  continue(text: string): void {
    this.#rows[this.#rows.length - 1] += text;
  }

  toString(): string {
    return `${this.#rows.join('\n').trimEnd()}\n`;
  }
}

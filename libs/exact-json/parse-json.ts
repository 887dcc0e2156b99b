type NumberReviver = (value: number, source: string) => unknown;

/**
 * JSON.parse, and right where it is wrong: V8 takes an escaped member name (`"\u0061mount"`, `"\""`) for one that begins like its
 * spelling when an object of the same shape had that one before, so that one text changes what another means
 * (https://github.com/nodejs/node/issues/63785, Node 24 and 26). Every text with names that somebody else chose MUST be parsed
 * here. `reviveNumber` sees how each number is written. Throws SyntaxError.
 */
export function parseJson(text: string, reviveNumber?: NumberReviver): unknown {
  const value: unknown = reviveNumber === undefined ? JSON.parse(text) : JSON.parse(text, reviverOf(reviveNumber));
  return hasEscapedName(text) ? new NamesAsWritten(text, reviveNumber ?? ((value) => value)).value : value;
}

/** Whether a member name of a JSON text is written with an escape. */
export function hasEscapedName(text: string): boolean {
  if (!text.includes('\\')) return false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    const end = afterString(text, at);
    if (text.charCodeAt(afterBlanks(text, end)) === COLON && text.slice(at, end).includes('\\')) return true;
    at = end;
  }
  return false;
}

const reviverOf = (reviveNumber: NumberReviver) =>
  ((_name: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? reviveNumber(value, context.source) : value) as (
    name: string,
    value: unknown,
  ) => unknown;

const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_LIST, CLOSE_LIST] = [0x22, 0x5c, 0x2c, 0x3a, 0x5b, 0x5d];
const [OPEN, CLOSE, BLANK] = [0x7b, 0x7d, 0x20];
const LITERALS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Reads a text that JSON.parse has found to be JSON. Lists and objects wait in memory, not on the stack. */
class NamesAsWritten {
  readonly value: unknown;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly reviveNumber: NumberReviver,
  ) {
    this.value = this.read();
  }

  private read(): unknown {
    const around: object[] = [];
    let name = '';
    let outermost: unknown;
    for (this.skip(); this.at < this.text.length; this.skip()) {
      const first = this.text.charCodeAt(this.at);
      if (first === CLOSE_LIST || first === CLOSE) around.pop();
      if (first === CLOSE_LIST || first === CLOSE || first === COMMA || first === COLON) {
        this.at += 1;
        continue;
      }
      const value = this.next(first);
      if (first === QUOTE && this.text.charCodeAt(afterBlanks(this.text, this.at)) === COLON) {
        name = value as string;
        continue;
      }
      const into = around.at(-1);
      if (into === undefined) outermost = value;
      else put(into, name, value);
      if (first === OPEN_LIST || first === OPEN) around.push(value as object);
    }
    return outermost;
  }

  private skip(): void {
    this.at = afterBlanks(this.text, this.at);
  }

  private next(first: number): unknown {
    const start = this.at;
    if (first === OPEN_LIST || first === OPEN) {
      this.at += 1;
      return first === OPEN ? {} : [];
    }
    this.at = first === QUOTE ? afterString(this.text, start) : afterWord(this.text, start);
    const source = this.text.slice(start, this.at);
    // A slice would keep the whole text in memory for as long as one of its strings is kept.
    if (first === QUOTE) return JSON.parse(source);
    return LITERALS.has(source) ? LITERALS.get(source) : this.reviveNumber(Number(source), source);
  }
}

/** An own member, whatever its name is; of two with one name the later one, as in JSON.parse. */
function put(into: object, name: string, value: unknown): void {
  if (Array.isArray(into)) into.push(value);
  else if (name === '__proto__')
    Object.defineProperty(into, name, { value, writable: true, enumerable: true, configurable: true });
  else (into as Record<string, unknown>)[name] = value;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  // Nothing below a blank but other blanks stands outside of texts.
  while (text.charCodeAt(at) <= BLANK) at += 1;
  return at;
}

function afterString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    if (unit === BACKSLASH) at += 1;
  }
  return text.length;
}

function afterWord(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === COMMA || unit === CLOSE_LIST || unit === CLOSE || unit <= BLANK) break;
  }
  return at;
}

import { isHeldWhole, numberFault } from './exact-number.js';
import { JsonTextError, pointerOf, quoted, shown, type JsonFault, type JsonPlace } from './json-text-error.js';

const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** What ends a text, begins an escape or may not be in one; looked for in steps, as one pattern for all would need a stack. */
// oxlint-disable-next-line no-control-regex -- JSON forbids them inside of strings
const SPECIAL = /["\\\u0000-\u001f]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const LITERALS = ['true', 'false', 'null'];

/**
 * The first fault of a text that is not the JSON it should be, with its place; undefined when there is none. A reader of its own,
 * slower than JSON.parse, which tells neither where nor which name. The depth MUST have been bounded before.
 */
export function faultIn(text: string, what: string, numbers: AcceptedNumbers): JsonTextError | undefined {
  try {
    new FaultFinder(text, what, numbers).look();
  } catch (error) {
    if (error instanceof JsonTextError) return error;
    throw error;
  }
  return undefined;
}

/** As `ReadingOptions` of readJson says it. */
export interface AcceptedNumbers {
  readonly anyNumbersIn?: readonly string[] | true;
  readonly largeWholeNumbers?: boolean;
}

class FaultFinder {
  private at = 0;
  private readonly path: (string | number)[] = [];
  private first: JsonTextError | undefined;

  constructor(
    private readonly text: string,
    private readonly what: string,
    private readonly numbers: AcceptedNumbers,
  ) {}

  look(): void {
    this.value();
    this.blanks();
    if (this.at < this.text.length) this.unexpected('the end');
    if (this.first) throw this.first;
  }

  private value(): void {
    this.blanks();
    const character = this.text[this.at];
    if (character === '{') this.members();
    else if (character === '[') this.items();
    else if (character === '"') this.string('a string', this.at);
    else if (character !== undefined && /[-0-9]/.test(character)) this.number();
    else this.literal();
  }

  private members(): void {
    const names = new Set<string>();
    this.at += 1;
    if (this.ends('}')) return;
    do {
      this.blanks();
      const start = this.at;
      if (this.text[start] !== '"') this.unexpected('a member name in double quotes');
      const name = this.string('a member name', start);
      if (name === '__proto__')
        this.fail('name-not-accepted', 'has the member name __proto__, which is not accepted', start, name);
      if (names.has(name)) this.fail('name-twice', `has the name "${shown(name)}" twice in one object`, start, name);
      names.add(name);
      this.expect(':');
      this.path.push(name);
      this.value();
      this.path.pop();
    } while (this.goesOn('}'));
  }

  private items(): void {
    this.at += 1;
    if (this.ends(']')) return;
    let index = 0;
    do {
      this.path.push(index);
      this.value();
      this.path.pop();
      index += 1;
    } while (this.goesOn(']'));
  }

  private string(kind: string, start: number): string {
    this.at += 1;
    for (;;) {
      SPECIAL.lastIndex = this.at;
      this.at = SPECIAL.exec(this.text)?.index ?? this.text.length;
      if (this.text[this.at] !== '\\') break;
      ESCAPE.lastIndex = this.at;
      if (!ESCAPE.test(this.text)) this.unexpected('an escape that JSON knows');
      this.at = ESCAPE.lastIndex;
    }
    if (this.text[this.at] !== '"') this.unexpected('the rest of a string, which ends with a double quote');
    this.at += 1;
    const value = JSON.parse(this.text.slice(start, this.at)) as string;
    if (!value.isWellFormed()) this.fail('lone-surrogate', `holds a lone surrogate in ${kind}`, start);
    return value;
  }

  private number(): void {
    const start = this.at;
    NUMBER.lastIndex = start;
    if (!NUMBER.test(this.text)) this.unexpected('a number');
    this.at = NUMBER.lastIndex;
    const { anyNumbersIn = [], largeWholeNumbers = false } = this.numbers;
    if (anyNumbersIn === true || anyNumbersIn.includes(String(this.path[0]))) return;
    const number = this.text.slice(start, this.at);
    const fault = numberFault(number);
    if (fault === undefined || (largeWholeNumbers && isHeldWhole(number))) return;
    const why =
      fault === 'number-beyond-range'
        ? `${shown(number, 40)} is beyond the range that JSON readers agree on (2^53 - 1)`
        : `${shown(number, 40)} would be read as ${Number(number)}`;
    this.fail(fault, `holds a number that readers take for another one: ${why}; send it as a string`, start);
  }

  private literal(): void {
    const literal = LITERALS.find((word) => this.text.startsWith(word, this.at));
    if (literal === undefined) this.unexpected('a value');
    else this.at += literal.length;
  }

  private ends(bracket: string): boolean {
    this.blanks();
    if (this.text[this.at] !== bracket) return false;
    this.at += 1;
    return true;
  }

  private goesOn(bracket: string): boolean {
    if (this.ends(bracket)) return false;
    if (this.text[this.at] !== ',') this.unexpected(`',' or '${bracket}'`);
    this.at += 1;
    return true;
  }

  private expect(character: string): void {
    this.blanks();
    if (this.text[this.at] !== character) this.unexpected(`'${character}'`);
    this.at += 1;
  }

  private blanks(): void {
    BLANKS.lastIndex = this.at;
    BLANKS.test(this.text);
    this.at = BLANKS.lastIndex;
  }

  private unexpected(wanted: string): never {
    const point = this.text.codePointAt(this.at);
    const found = point === undefined ? 'the text ends' : `${quoted(String.fromCodePoint(point))} stands`;
    throw this.fault('not-json', `is not JSON: ${found} where ${wanted} was expected`, this.at);
  }

  /** A text that is JSON at all is told of its first fault. */
  private fail(reason: JsonFault, says: string, offset: number, name?: string): void {
    this.first ??= this.fault(reason, says, offset, name);
  }

  private fault(reason: JsonFault, says: string, offset: number, name?: string): JsonTextError {
    const pointer = pointerOf(this.path);
    const place: JsonPlace = { pointer, ...(name !== undefined && { name }), offset, ...lineAndColumn(this.text, offset) };
    const where = pointer === '' ? '' : `, at ${pointer}`;
    return new JsonTextError(reason, `${this.what} ${says}${where} (line ${place.line}, column ${place.column})`, place);
  }
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) line += 1;
  const pairs = text.slice(start, offset).match(/[\ud800-\udbff]/g)?.length ?? 0;
  return { line, column: offset - start - pairs + 1 };
}

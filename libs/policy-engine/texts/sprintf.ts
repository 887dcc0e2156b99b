import { refuse } from '../errors.js';
import { isNumber, numberText } from '../formats/numbers.js';
import { spend } from '../fuel.js';
import type { Value } from '../values.js';
import { type Flags, NO_FLAGS, type Operand, formatOperand, goType } from './format-operand.js';
import { regoText } from './rego-text.js';

const MAX_WIDTH = 100_000;
/** Numbers beyond this are no widths for Go. */
const GO_MAX_WIDTH = 1_000_000;

/** What Go sees: whole numbers of 64 bits, larger ones, floats and texts; every other value is its Rego text. */
function asOperand(value: Value): Operand {
  if (typeof value === 'string') return { kind: 'string', value };
  if (!isNumber(value)) return { kind: 'string', value: regoText(value) };
  const text = numberText(value);
  if (/[.eE]/.test(text)) {
    const float = Number(text);
    if (!Number.isFinite(float)) return { kind: 'string', value: text };
    return { kind: 'float64', value: text.startsWith('-') && float === 0 ? -0 : float };
  }
  const whole = BigInt(text);
  return { kind: BigInt.asIntN(64, whole) === whole ? 'int' : '*big.Int', value: whole };
}

/** Reads one format as Go's `fmt.Sprintf` does, directive by directive. */
class Formatter {
  readonly #format: string;
  readonly #operands: Operand[];
  #at = 0;
  #next = 0;
  /** True when operands were taken by index, so that none is missed at the end. */
  #reordered = false;
  #isGoodIndex = true;

  constructor(format: string, operands: Operand[]) {
    this.#format = format;
    this.#operands = operands;
  }

  text(): string {
    let result = '';
    while (this.#at < this.#format.length) {
      spend(20);
      const percent = this.#format.indexOf('%', this.#at);
      result += this.#format.slice(this.#at, percent < 0 ? undefined : percent);
      if (percent < 0) break;
      this.#at = percent + 1;
      result += this.#directive();
    }
    return result + this.#extra();
  }

  #directive(): string {
    const flags: Flags = { ...NO_FLAGS };
    this.#isGoodIndex = true;
    for (const names = { '#': 'sharp', '0': 'zero', '+': 'plus', '-': 'minus', ' ': 'space' } as const; ; this.#at += 1) {
      const name = names[this.#format[this.#at] as keyof typeof names];
      if (name === undefined) break;
      flags[name] = true;
    }
    const prefix = this.#sizes(flags);
    const verb = String.fromCodePoint(this.#format.codePointAt(this.#at) ?? 0);
    if (this.#at >= this.#format.length) return `${prefix}%!(NOVERB)`;
    this.#at += verb.length;
    return prefix + this.#operand(verb, flags);
  }

  #operand(verb: string, flags: Flags): string {
    if (verb === '%') return '%';
    if (!this.#isGoodIndex) return `%!${verb}(BADINDEX)`;
    const operand = this.#operands[this.#next];
    if (operand === undefined) return `%!${verb}(MISSING)`;
    this.#next += 1;
    if ((flags.width ?? 0) > MAX_WIDTH || (flags.precision ?? 0) > MAX_WIDTH) return refuse('width or precision is too large');
    return formatOperand(operand, verb, flags);
  }

  /** Index, width and precision; what is wrong with them is told in place. */
  #sizes(flags: Flags): string {
    let problems = '';
    let isIndexed = this.#index();
    if (this.#take('*')) {
      flags.width = this.#sizeFromOperand();
      if (flags.width === undefined) problems += '%!(BADWIDTH)';
      if (flags.width !== undefined && flags.width < 0) Object.assign(flags, { width: -flags.width, minus: true, zero: false });
      isIndexed = false;
    } else {
      flags.width = this.#number(this.#format.length);
      if (isIndexed && flags.width !== undefined) this.#isGoodIndex = false;
    }
    // A point that ends the format is taken for the verb.
    if (this.#at + 1 < this.#format.length && this.#take('.')) {
      if (isIndexed) this.#isGoodIndex = false;
      isIndexed = this.#index();
      if (this.#take('*')) {
        flags.precision = this.#sizeFromOperand();
        if (flags.precision !== undefined && flags.precision < 0) flags.precision = undefined;
        if (flags.precision === undefined) problems += '%!(BADPREC)';
        isIndexed = false;
      } else flags.precision = this.#number(this.#format.length) ?? 0;
    }
    if (!isIndexed) this.#index();
    return problems;
  }

  #take(character: string): boolean {
    if (this.#format[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  /** Digits before `end`; a number that is too large takes the rest along. */
  #number(end: number): number | undefined {
    let found: number | undefined;
    for (; this.#at < end && /\d/.test(this.#format[this.#at]!); this.#at += 1) {
      if ((found ?? 0) > GO_MAX_WIDTH) {
        this.#at = end;
        return undefined;
      }
      found = (found ?? 0) * 10 + Number(this.#format[this.#at]);
    }
    return found;
  }

  #sizeFromOperand(): number | undefined {
    const operand = this.#operands[this.#next];
    if (operand === undefined) return undefined;
    this.#next += 1;
    const size = operand.kind === 'int' ? Number(operand.value) : Number.NaN;
    return Math.abs(size) <= GO_MAX_WIDTH ? size : undefined;
  }

  /** An operand's index in brackets, from one; true when it is well formed, even if there is no such operand. */
  #index(): boolean {
    if (this.#format[this.#at] !== '[') return false;
    this.#reordered = true;
    const close = this.#format.indexOf(']', this.#at);
    if (close < 0 || this.#format.length - this.#at < 3) {
      this.#at += 1;
      this.#isGoodIndex = false;
      return false;
    }
    this.#at += 1;
    const found = this.#number(close);
    const isWhole = found !== undefined && this.#at === close;
    this.#at = close + 1;
    if (isWhole && found >= 1 && found <= this.#operands.length) {
      this.#next = found - 1;
      return true;
    }
    this.#isGoodIndex = false;
    return isWhole;
  }

  #extra(): string {
    const extra = this.#reordered ? [] : this.#operands.slice(this.#next);
    if (extra.length === 0) return '';
    const shown = extra.map((operand) => `${goType(operand)}=${formatOperand(operand, 'v', { ...NO_FLAGS })}`);
    return `%!(EXTRA ${shown.join(', ')})`;
  }
}

/** Formats as Go's `fmt.Sprintf` does for what OPA hands to it. */
export function sprintf(format: string, values: Value[]): string {
  return new Formatter(format, values.map(asOperand)).text();
}

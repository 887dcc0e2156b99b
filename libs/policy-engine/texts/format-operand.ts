import { refuse } from '../errors.js';
import { floatText } from '../formats/float-text.js';
import { wholeText } from '../formats/numbers.js';
import { spendText } from '../fuel.js';
import { bytesOfText } from './byte-texts.js';
import { countPoints, pointsOf } from './code-points.js';
import { isPrintable, quoted, quotedRune } from './rego-text.js';

export type Operand =
  | { kind: 'string'; value: string }
  | { kind: 'float64'; value: number }
  | { kind: 'int' | '*big.Int'; value: bigint };

export interface Flags {
  sharp: boolean;
  zero: boolean;
  plus: boolean;
  minus: boolean;
  space: boolean;
  width: number | undefined;
  precision: number | undefined;
}

export const NO_FLAGS: Flags = {
  sharp: false,
  zero: false,
  plus: false,
  minus: false,
  space: false,
  width: undefined,
  precision: undefined,
};

export function goType(operand: Operand): string {
  return operand.kind;
}

/** One operand under one verb, with Go's complaint when they do not go together. */
export function formatOperand(operand: Operand, verb: string, flags: Flags): string {
  if (verb === 'T') return pad(cut(operand.kind, flags), flags);
  if (operand.kind === '*big.Int') return formatBig(operand.value, verb, flags);
  if (verb === 'v') return asGoValue(operand, flags);
  // A complaint shows the value under the flags of the verb.
  const shown = (): string => (verb === 'w' ? asGoValue(operand, flags) : formatted(operand, 'v', flags)!);
  return formatted(operand, verb, flags) ?? `%!${verb}(${operand.kind}=${shown()})`;
}

/** Here `#` asks for Go's syntax and `+` for names of fields. */
function asGoValue(operand: Operand, flags: Flags): string {
  const own = { ...flags, sharp: false, plus: false };
  return formatted(operand, flags.sharp && operand.kind === 'string' ? 'q' : 'v', own)!;
}

function formatted(operand: Operand, verb: string, flags: Flags): string | undefined {
  if (operand.kind === 'string') return formatText(operand.value, verb, flags);
  return operand.kind === 'float64' ? formatFloat(operand.value, verb, flags) : formatWhole(operand.value, verb, flags);
}

/** Zeros only to the left. */
function pad(text: string, { width, zero, minus }: Flags): string {
  const missing = (width ?? 0) - countPoints(text);
  if (missing <= 0) return text;
  spendText(missing);
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
}

function padBlank(text: string, flags: Flags): string {
  return pad(text, { ...flags, zero: false });
}

function cut(text: string, { precision }: Flags): string {
  return precision === undefined ? text : pointsOf(text).slice(0, precision).join('');
}

function formatText(value: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 's':
    case 'v':
      return pad(cut(value, flags), flags);
    case 'q': {
      const text = cut(value, flags);
      return pad(flags.sharp && isRaw(text) ? `\`${text}\`` : quoted(text, flags.plus), flags);
    }
    case 'x':
    case 'X':
      return hexText(value, verb, flags);
    default:
      return undefined;
  }
}

/** What can stand between backquotes. */
function isRaw(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what may not stand there
  return !/[\u0000-\u0008\u000a-\u001f`\u007f\ufeff]/.test(text) && text.isWellFormed();
}

function hexText(value: string, verb: string, flags: Flags): string {
  spendText(value.length * 4);
  const bytes = bytesOfText(value).subarray(0, flags.precision);
  const prefix = flags.sharp ? `0${verb}` : '';
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const text = digits.length === 0 ? '' : prefix + digits.join(flags.space ? ` ${prefix}` : '');
  return pad(verb === 'X' ? text.toUpperCase() : text, flags);
}

const RADIX: Record<string, [number, string]> = {
  d: [10, ''],
  v: [10, ''],
  b: [2, '0b'],
  o: [8, '0'],
  O: [8, '0'],
  x: [16, '0x'],
  X: [16, '0X'],
};

function sign(negative: boolean, flags: Flags): string {
  if (negative) return '-';
  return flags.plus ? '+' : flags.space ? ' ' : '';
}

function rune(value: bigint): string {
  const isScalar = value >= 0n && value <= 0x10ffffn && (value < 0xd800n || value > 0xdfffn);
  return isScalar ? String.fromCodePoint(Number(value)) : '\ufffd';
}

function formatWhole(value: bigint, verb: string, flags: Flags): string | undefined {
  if (verb === 'c') return pad(rune(BigInt.asUintN(64, value) > 0x10ffffn ? -1n : value), flags);
  if (verb === 'q') return pad(quotedRune(rune(value), flags.plus), flags);
  if (verb === 'U') return unicode(BigInt.asUintN(64, value), flags);
  const radix = RADIX[verb];
  if (!radix) return undefined;
  const { precision, width = 0 } = flags;
  if (precision === 0 && value === 0n) return ' '.repeat(width);
  let digits = wholeText(value < 0n ? -value : value, radix[0]);
  if (verb === 'X') digits = digits.toUpperCase();
  const mark = sign(value < 0n, flags);
  if (precision !== undefined) digits = digits.padStart(precision, '0');
  else if (flags.zero && !flags.minus && flags.width !== undefined) digits = digits.padStart(width - mark.length, '0');
  const isOctal = radix[0] === 8 && digits.startsWith('0');
  const prefix = (verb === 'O' ? '0o' : '') + (flags.sharp && !isOctal ? radix[1] : '');
  return padBlank(mark + prefix + digits, flags);
}

function unicode(value: bigint, flags: Flags): string {
  const digits = value
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 0), '0');
  const isShown = flags.sharp && value <= 0x10ffffn && isPrintable(rune(value));
  return padBlank(`U+${digits}${isShown ? ` '${rune(value)}'` : ''}`, flags);
}

/** As `big.Int` formats itself. */
function formatBig(value: bigint, verb: string, flags: Flags): string {
  if (verb === 'p') return refuse('the address of a number is not known');
  const radix = RADIX[verb === 's' ? 'v' : verb];
  if (!radix) return `%!${verb}(big.Int=${wholeText(value, 10)})`;
  const digits = wholeText(value < 0n ? -value : value, radix[0]);
  const head = sign(value < 0n, flags) + (verb === 'O' ? '0o' : flags.sharp ? radix[1] : '');
  let zeros = Math.max(0, (flags.precision ?? 0) - digits.length);
  const missing = (flags.width ?? 0) - head.length - zeros - digits.length;
  const isZero = missing > 0 && !flags.minus && flags.zero && flags.precision === undefined;
  if (isZero) zeros = missing;
  const body = head + '0'.repeat(zeros) + (verb === 'X' ? digits.toUpperCase() : digits);
  return isZero ? body : padBlank(body, flags);
}

const FLOATS: Record<string, [style: string, precision: number | undefined]> = {
  v: ['g', undefined],
  b: ['b', undefined],
  g: ['g', undefined],
  G: ['g', undefined],
  x: ['x', undefined],
  X: ['x', undefined],
  e: ['e', 6],
  E: ['e', 6],
  f: ['f', 6],
  F: ['f', 6],
};

function formatFloat(value: number, verb: string, flags: Flags): string | undefined {
  const known = FLOATS[verb];
  if (!known) return undefined;
  const precision = flags.precision ?? known[1];
  const negative = value < 0 || Object.is(value, -0);
  let text = floatText(Math.abs(value), known[0], precision);
  if (flags.sharp && verb !== 'b') text = withPoint(text, verb, precision);
  if (verb === 'G' || verb === 'E' || verb === 'X') text = text.toUpperCase();
  const mark = sign(negative, flags);
  const missing = (flags.width ?? 0) - mark.length - text.length;
  if (mark !== '' && missing > 0 && flags.zero && !flags.minus) return mark + '0'.repeat(missing) + text;
  return pad(mark + text, flags);
}

/** `#` keeps the point and the zeros behind it. */
function withPoint(text: string, verb: string, precision: number | undefined): string {
  const exponent = text.search(verb.toLowerCase() === 'x' ? /p/ : /e/);
  const [body, tail] = exponent < 0 ? [text, ''] : [text.slice(0, exponent), text.slice(exponent)];
  let digits = /[gGvx]/.test(verb) ? (precision ?? 6) : 0;
  digits -= body.replace('.', '').replace(/^0+/, '').length;
  if (!body.includes('.') && body === '0') digits -= 1;
  return body + (body.includes('.') ? '' : '.') + '0'.repeat(Math.max(0, digits)) + tail;
}

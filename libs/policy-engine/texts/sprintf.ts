import { countPoints, pointsOf } from './code-points.js';
import { floatText } from '../formats/float-text.js';
import { refuse } from '../errors.js';
import { isIntegral, wholeText } from '../formats/numbers.js';
import { quoted, regoText } from './rego-text.js';
import { spend, spendText } from '../fuel.js';
import type { Value } from '../values.js';

/** What Go would see: whole numbers, floats and texts; every other value is its Rego text. */
type Operand = bigint | number | string;

interface Directive {
  flags: Set<string>;
  width: number | undefined;
  precision: number | undefined;
  verb: string;
}

const DIRECTIVE = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?(?:\[(\d+)\])?([\s\S]?)/gu;
const MAX_WIDTH = 100_000;

/** Formats as Go's fmt.Sprintf does for whole numbers, floats and texts. */
export function sprintf(format: string, values: Value[]): string {
  const operands = values.map(asOperand);
  let next = 0;
  let reordered = false;
  const star = (text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const size = text === '*' ? Number(operands[next++] ?? 0) : Number(text || '0');
    return Math.abs(size) > MAX_WIDTH ? refuse('width or precision is too large') : size;
  };
  const result = format.replace(
    DIRECTIVE,
    (_, flags: string, width: string | undefined, precision: string | undefined, index: string | undefined, verb: string) => {
      spend(40);
      const directive: Directive = { flags: new Set(flags), width: star(width), precision: star(precision), verb };
      if (verb === '%') return '%';
      if (verb === '') return '%!(NOVERB)';
      if (index !== undefined) {
        reordered = true;
        next = Number(index) - 1;
      }
      const operand = operands[next];
      next += 1;
      if (operand === undefined) return index === undefined ? `%!${verb}(MISSING)` : `%!${verb}(BADINDEX)`;
      return pad(formatOperand(operand, directive), directive, operand);
    },
  );
  const extra = reordered ? [] : operands.slice(next);
  return extra.length === 0
    ? result
    : `${result}%!(EXTRA ${extra.map((operand) => `${goType(operand)}=${plain(operand)}`).join(', ')})`;
}

function asOperand(value: Value): Operand {
  if (typeof value === 'string' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return isIntegral(value) ? BigInt(value) : value;
  return regoText(value);
}

function goType(operand: Operand): string {
  if (typeof operand === 'string') return 'string';
  if (typeof operand === 'number') return 'float64';
  return BigInt.asIntN(64, operand) === operand ? 'int' : '*big.Int';
}

function plain(operand: Operand): string {
  if (typeof operand === 'bigint') return wholeText(operand, 10);
  return typeof operand === 'number' ? floatText(operand, 'g', undefined, false) : operand;
}

function formatOperand(operand: Operand, directive: Directive): string {
  const formatted =
    typeof operand === 'string'
      ? formatText(operand, directive)
      : typeof operand === 'bigint'
        ? formatWhole(operand, directive)
        : formatFloat(operand, directive);
  return formatted ?? `%!${directive.verb}(${goType(operand)}=${plain(operand)})`;
}

function formatText(operand: string, { verb, precision, flags }: Directive): string | undefined {
  const cut = precision === undefined ? operand : pointsOf(operand).slice(0, precision).join('');
  switch (verb) {
    case 'v':
      return flags.has('#') ? quoted(cut) : cut;
    case 's':
      return cut;
    case 'q':
      return flags.has('#') && !cut.includes('`') ? `\`${cut}\`` : quoted(cut);
    case 'x':
    case 'X': {
      spendText(operand.length * 4);
      const hex = Buffer.from(operand)
        .toString('hex')
        .slice(0, precision === undefined ? undefined : precision * 2);
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    case 'T':
      return 'string';
    default:
      return undefined;
  }
}

const RADIX: Record<string, [number, string]> = {
  d: [10, ''],
  v: [10, ''],
  b: [2, '0b'],
  o: [8, '0'],
  O: [8, ''],
  x: [16, '0x'],
  X: [16, '0X'],
};

function formatWhole(operand: bigint, { verb, precision, flags }: Directive): string | undefined {
  if (verb === 'T') return goType(operand);
  const big = goType(operand) === '*big.Int';
  if (verb === 's' && big) return wholeText(operand, 10);
  if (verb === 'c' || verb === 'q') {
    const letter = operand >= 0n && operand <= 0x10ffffn ? String.fromCodePoint(Number(operand)) : '\ufffd';
    return verb === 'c' ? letter : `'${letter === "'" || letter === '\\' ? `\\${letter}` : letter}'`;
  }
  if (verb === 'U') return `U+${wholeText(operand, 16).toUpperCase().padStart(4, '0')}`;
  const radix = RADIX[verb];
  if (!radix) return undefined;
  let digits = wholeText(operand, radix[0]).replace('-', '');
  if (verb === 'X') digits = digits.toUpperCase();
  if (precision !== undefined) digits = digits.padStart(precision, '0');
  const prefix = verb === 'O' ? '0o' : flags.has('#') ? radix[1] : '';
  return sign(operand < 0n, flags) + prefix + digits;
}

function formatFloat(operand: number, { verb, precision, flags }: Directive): string | undefined {
  if (verb === 'T') return 'float64';
  const style = verb === 'v' ? 'g' : verb === 'F' ? 'f' : verb;
  if (!/^[eEfgG]$/.test(style)) return undefined;
  return sign(operand < 0, flags) + floatText(Math.abs(operand), style, precision, flags.has('#'));
}

function sign(negative: boolean, flags: Set<string>): string {
  if (negative) return '-';
  return flags.has('+') ? '+' : flags.has(' ') ? ' ' : '';
}

function pad(formatted: string, { flags, width, verb }: Directive, operand: Operand): string {
  if (width === undefined) return formatted;
  const missing = Math.abs(width) - countPoints(formatted);
  if (missing <= 0) return formatted;
  if (flags.has('-') || width < 0) return formatted + ' '.repeat(missing);
  if (!flags.has('0') || (typeof operand === 'string' && verb === 'q')) return ' '.repeat(missing) + formatted;
  const signed = /^[+-]/.test(formatted) && typeof operand !== 'string' ? 1 : 0;
  return formatted.slice(0, signed) + '0'.repeat(missing) + formatted.slice(signed);
}

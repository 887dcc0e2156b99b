import { refuse } from '../errors.js';
import { spend, spendText } from '../fuel.js';
import { type Arg, type Family, text } from '../operand-checks.js';

const NUMERIC = /^(?:0|[1-9]\d*)$/;
const VERSION = /^v?([^.+-]*)\.([^.+-]*)\.([^.+-]*)(?:-([^+]*))?(?:\+(.*))?$/s;
const IDENTIFIERS = /^[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*$/;
const LARGEST = 2n ** 63n - 1n;

interface Version {
  numbers: bigint[];
  pre: string[];
}

/** A version as in SemVer 2.0.0, with or without `v` before it; its three numbers have at most 64 bits. */
function parse(source: string): Version | undefined {
  spend(20 + (source.length >>> 2));
  const [, major = '', minor = '', patch = '', pre, metadata] = VERSION.exec(source) ?? [];
  const numbers = [major, minor, patch];
  if (!numbers.every((part) => NUMERIC.test(part) && part.length < 20 && BigInt(part) <= LARGEST)) return undefined;
  if (metadata !== undefined && !IDENTIFIERS.test(metadata)) return undefined;
  if (pre !== undefined && !IDENTIFIERS.test(pre)) return undefined;
  const identifiers = pre?.split('.') ?? [];
  if (identifiers.some((identifier) => /^0\d+$/.test(identifier))) return undefined;
  return { numbers: numbers.map(BigInt), pre: identifiers };
}

function versionOf(value: Arg, position: number): Version {
  const source = text(value, position);
  return parse(source) ?? refuse(`operand ${position}: string ${source} is not a valid SemVer`);
}

function sign<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compare(a: Arg, b: Arg): number {
  const [left, right] = [versionOf(a, 1), versionOf(b, 2)];
  for (let i = 0; i < 3; i += 1) {
    const order = sign(left.numbers[i]!, right.numbers[i]!);
    if (order !== 0) return order;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return Math.sign(right.pre.length - left.pre.length) + 0;
  for (let i = 0; i < Math.min(left.pre.length, right.pre.length); i += 1) {
    const order = compareIdentifiers(left.pre[i]!, right.pre[i]!);
    if (order !== 0) return order;
  }
  return Math.sign(left.pre.length - right.pre.length) + 0;
}

/** Numbers come before words, numbers by value, however large, and words by text. Numbers have no zeros before them here. */
function compareIdentifiers(a: string, b: string): number {
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (x !== y) return x ? -1 : 1;
  return x && a.length !== b.length ? Math.sign(a.length - b.length) : sign(a, b);
}

export const SEMVER: Family = {
  'semver.compare': compare,
  'semver.is_valid': (value) => {
    if (typeof value !== 'string') return false;
    spendText(value.length * 4);
    return parse(value) !== undefined;
  },
};

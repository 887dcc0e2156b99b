/** Digits of a SHA-256 in hex. */
export const HASH_DIGITS = 64;

// How a time is written: a letter stands for a digit, and says between which ones.
const TIME = 'dddd-MM-DDThh:mm:ss.ddddddZ';
export const TIME_LENGTH = TIME.length;
const ID = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';
export const ID_LENGTH = ID.length;

const DIGIT = 1;
const LOWER_HEX = 2;
const UPPER_HEX = 4;
const CLASSES = new Uint8Array(256);
for (const [characters, which] of [
  ['0123456789', DIGIT],
  ['abcdef', LOWER_HEX],
  ['ABCDEF', UPPER_HEX],
] as const)
  for (const character of characters) CLASSES[character.charCodeAt(0)] = which;

/** 64 lower-case hex digits from there on. */
export function isHash(bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < HASH_DIGITS; i += 1) if (!isOf(bytes[from + i] as number, DIGIT | LOWER_HEX)) return false;
  return true;
}

/** A UUID in either case. */
export function isId(bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < ID_LENGTH; i += 1) {
    const code = bytes[from + i] as number;
    if (ID.charCodeAt(i) === 0x2d ? code !== 0x2d : !isOf(code, DIGIT | LOWER_HEX | UPPER_HEX)) return false;
  }
  return true;
}

/** A UTC time to the microsecond: months 01 to 12, days 01 to 31, hours to 23, minutes to 59, seconds to 60. */
export function isTime(bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < TIME_LENGTH; i += 1) {
    const code = bytes[from + i] as number;
    const form = TIME.charCodeAt(i);
    const isFixed = form === 0x2d || form === 0x3a || form === 0x2e || form === 0x54 || form === 0x5a;
    if (isFixed ? code !== form : !isOf(code, DIGIT)) return false;
  }
  const number = (at: number): number => ((bytes[from + at] as number) - 0x30) * 10 + (bytes[from + at + 1] as number) - 0x30;
  const [month, day] = [number(5), number(8)];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && number(11) <= 23 && number(14) <= 59 && number(17) <= 60;
}

/** Less than zero, zero or more, as the one piece comes before, equals or comes after the other. */
export function comparedPieces(bytes: Uint8Array, a: number, b: number, length: number): number {
  for (let i = 0; i < length; i += 1) {
    const difference = (bytes[a + i] as number) - (bytes[b + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether this text, which is ASCII, is what stands there. */
export function isThere(bytes: Uint8Array, from: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[from + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Writes the bytes that these digits of a hash stand for. */
export function writeHash(into: Uint8Array, at: number, bytes: Uint8Array, from: number): void {
  for (let i = 0; i < HASH_DIGITS / 2; i += 1)
    into[at + i] = (digit(bytes[from + 2 * i] as number) << 4) | digit(bytes[from + 2 * i + 1] as number);
}

/** Of lower-case hex, without asking which of the two kinds it is: nobody can guess that. */
function digit(code: number): number {
  return (code & 0x0f) + 9 * (code >> 6);
}

function isOf(code: number, classes: number): boolean {
  return ((CLASSES[code] as number) & classes) !== 0;
}

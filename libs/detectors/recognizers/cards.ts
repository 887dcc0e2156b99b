import type { Span } from '../finding.js';
import type { Words } from '../words.js';

/** How the digits of a card are written. */
const GROUPS = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4, 2],
  [4, 4, 4, 4, 1],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
];
/** First digits from and to, and how many digits there are: issuers as ISO/IEC 7812 has them. */
const ISSUERS: readonly (readonly [from: string, to: string, lengths: readonly number[]])[] = [
  ['4', '4', [13, 16, 19]],
  ['51', '55', [16]],
  ['2221', '2720', [16]],
  ['34', '34', [15]],
  ['37', '37', [15]],
  ['6011', '6011', [16, 17, 18, 19]],
  ['644', '659', [16, 17, 18, 19]],
  ['300', '305', [14, 16]],
  ['3095', '3095', [14, 16]],
  ['36', '36', [14, 16]],
  ['38', '39', [14, 16]],
  ['3528', '3589', [16, 17, 18, 19]],
  ['62', '62', [16, 17, 18, 19]],
  ['2200', '2204', [16]],
  ['60', '60', [16]],
  ['81', '82', [16]],
  ['9792', '9792', [16]],
  ['5018', '5018', [13, 14, 15, 16, 17, 18, 19]],
  ['5020', '5020', [13, 14, 15, 16, 17, 18, 19]],
  ['5038', '5038', [13, 14, 15, 16, 17, 18, 19]],
  ['5893', '5893', [13, 14, 15, 16, 17, 18, 19]],
  ['6304', '6304', [13, 14, 15, 16, 17, 18, 19]],
  ['6759', '6763', [13, 14, 15, 16, 17, 18, 19]],
];

/** Payment cards: an issuer's digits, as many as it gives out, and Luhn's check digit. */
export function cardsIn(words: Words): Span[] {
  const found: Span[] = [];
  for (let i = 0; i < words.all.length; i++) {
    const count = cardAt(words, i);
    if (count === 0) continue;
    found.push({ start: words.all[i]!.start, end: words.all[i + count - 1]!.end });
    i += count - 1;
  }
  return found;
}

function cardAt(words: Words, from: number): number {
  if (!words.isNumber(from)) return 0;
  const length = words.lengthOf(from);
  if (length >= 13 && length <= 19) return isCard(words, from, 1) ? 1 : 0;
  if (length !== 4) return 0;
  return GROUPS.find((group) => words.hasShape(from, group, ' -') && isCard(words, from, group.length))?.length ?? 0;
}

function isCard(words: Words, from: number, count: number): boolean {
  return !words.goesOn(from, count) && isCardNumber(words.joined(from, count));
}

function isCardNumber(digits: string): boolean {
  return isIssued(digits) && hasLuhn(digits);
}

function isIssued(digits: string): boolean {
  return ISSUERS.some(([from, to, lengths]) => {
    const first = digits.slice(0, from.length);
    return first >= from && first <= to && lengths.includes(digits.length);
  });
}

function hasLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

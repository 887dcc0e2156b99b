import type { Span } from '../finding.js';
import type { Words } from '../words.js';
import { isInternational } from './calling-codes.js';

const CALLED = ['phone', 'telefon', 'téléphone', 'mobile', 'msisdn', 'cell', 'fax', 'whatsapp', 'handy', 'movil', 'call'];
const CALLED_EXACTLY = new Set(['tel', 'mob', 'ph']);
const MOST_WORDS = 9;
/** What may stand between the groups of one number. */
const BETWEEN = new Set([' ', '-', '.', '/', '(', ')', ' (', ') ', ')-', '-(']);

/** Numbers of phones: international ones, and national ones as people group them. */
export function phonesIn(words: Words): Span[] {
  const found: Span[] = [];
  for (let i = 0; i < words.all.length; i++) {
    if (!words.isNumber(i)) continue;
    const count = phoneAt(words, i);
    if (count === 0) continue;
    const lead = words.before(i);
    const start = words.all[i]!.start - (lead === '+' || lead === '(' ? 1 : 0);
    found.push({ start, end: words.all[i + count - 1]!.end });
    i += count - 1;
  }
  return found;
}

function phoneAt(words: Words, from: number): number {
  if (words.before(from) === '+') return isAddend(words, from) ? 0 : internationalAt(words, from, '');
  const isCalled = isPhoneCalled(words, from);
  if (!isCalled && (isAttached(words, from) || words.isOrdinal(from))) return 0;
  const count =
    nationalAt(words, from, isCalled) || (words.textOf(from).startsWith('00') ? internationalAt(words, from, '00') : 0);
  if (count > 1 || (count === 1 && isCalled)) return words.goesOn(from, count) ? 0 : count;
  return isCalled && isBare(words, from) ? 1 : 0;
}

/** `a+49…`: something is added. */
function isAddend(words: Words, from: number): boolean {
  const previous = words.all[from - 1];
  return previous !== undefined && previous.end === words.all[from]!.start - 1;
}

/** As in `PO-415-555-2671`, `v1.2` or `/30/12`: part of a name, a version or a path. */
function isAttached(words: Words, from: number): boolean {
  return '-./#@$%&'.includes(words.before(from) || ' ');
}

function isPhoneCalled(words: Words, from: number): boolean {
  if (words.isCalled(from, CALLED)) return true;
  return from > 0 && CALLED_EXACTLY.has(words.textOf(from - 1).toLowerCase());
}

/** The longest run of groups that is a whole number of its country. */
function internationalAt(words: Words, from: number, prefix: '' | '00'): number {
  let digits = '';
  let best = 0;
  for (let count = 1; count <= MOST_WORDS && words.isNumber(from + count - 1); count++) {
    digits += words.textOf(from + count - 1);
    if (digits.length > 17) break;
    if (isInternational(withoutTrunk(words, from, count, digits).slice(prefix.length))) best = count;
    if (!BETWEEN.has(words.gap(from + count - 1) ?? '')) break;
  }
  return best;
}

/** `+44 (0)20` says the zero for those who call from inside. */
function withoutTrunk(words: Words, from: number, count: number, digits: string): string {
  if (count < 2 || words.textOf(from + 1) !== '0' || !words.gap(from)?.endsWith('(')) return digits;
  return digits.slice(0, words.lengthOf(from)) + digits.slice(words.lengthOf(from) + 1);
}

function nationalAt(words: Words, from: number, isCalled: boolean): number {
  for (const lead of [0, 1]) {
    if (lead === 1 && words.textOf(from) !== '1') break;
    const at = from + lead;
    if (isNorthAmerican(words, at, isCalled) && (lead === 0 || BETWEEN.has(words.gap(from) ?? ''))) return 3 + lead;
  }
  return trunkAt(words, from);
}

function isNorthAmerican(words: Words, from: number, isCalled: boolean): boolean {
  if (![3, 3, 4].every((length, i) => words.isNumber(from + i) && words.lengthOf(from + i) === length)) return false;
  const [first, second] = [words.gap(from), words.gap(from + 1)];
  const isBracketed = words.before(from) === '(' && (first === ') ' || first === ')' || first === ')-');
  const isGrouped = first === second && (first === '-' || first === '.' || (first === ' ' && isCalled));
  if (!(isBracketed && (second === '-' || second === ' ' || second === '.')) && !isGrouped) return false;
  return isAreaCode(words.textOf(from)) && isAreaCode(words.textOf(from + 1));
}

/** From 200 on, and none of the numbers for services. */
function isAreaCode(digits: string): boolean {
  return digits >= '200' && digits.slice(1) !== '11';
}

/** With the zero of many countries in front: 020 7946 0958, 01 23 45 67 89, (030) 123456. */
function trunkAt(words: Words, from: number): number {
  const first = words.textOf(from);
  if (!first.startsWith('0') || first.startsWith('00')) return 0;
  if (isFrench(words, from)) return 5;
  if (first.length < 3 || first.length > 5) return 0;
  const isBracketed = words.before(from) === '(' && (words.gap(from) === ') ' || words.gap(from) === ')');
  let digits = first.length;
  for (let count = 2; count <= 5; count++) {
    const at = from + count - 1;
    if (!(words.gap(at - 1) === ' ' || (count === 2 && isBracketed)) || !words.isNumber(at) || words.lengthOf(at) < 3) return 0;
    digits += words.lengthOf(at);
    if (digits > 12) return 0;
    const goesOn = words.gap(at) === ' ' && words.isNumber(at + 1) && words.lengthOf(at + 1) >= 3 && digits < 10;
    if (!goesOn) return digits >= 9 && digits <= 12 ? count : 0;
  }
  return 0;
}

function isFrench(words: Words, from: number): boolean {
  const isShaped = words.hasShape(from, [2, 2, 2, 2, 2], ' .');
  return isShaped && words.textOf(from) !== '00' && !(words.isNumber(from + 5) && words.gap(from + 4) === words.gap(from));
}

/** Digits and nothing else, where the text says that they are a phone's. */
function isBare(words: Words, from: number): boolean {
  const digits = words.textOf(from);
  if (words.goesOn(from, 1)) return false;
  if (digits.startsWith('00')) return isInternational(digits.slice(2));
  if (digits.startsWith('0')) return digits.length >= 9 && digits.length <= 12;
  return isInternational(digits) || (digits.length === 10 && isAreaCode(digits.slice(0, 3)) && isAreaCode(digits.slice(3, 6)));
}

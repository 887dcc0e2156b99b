import type { Span } from '../finding.js';
import type { Words } from '../words.js';
import { isCodiceFiscale, isDni, isNie } from './national/with-letters.js';
import { isCpf, isNir, isPesel, isResidentId, isSocialSecurityNumber, isSteuerId } from './national/of-digits.js';

/** One way to write one country's number. */
interface Writing {
  /** Lengths of its words; a part with letters may be among them. */
  readonly lengths: readonly number[];
  /** What stands between them, in order. */
  readonly between: readonly string[];
  readonly isOne: (written: string) => boolean;
  /** Left out where the number shows by itself what it is; otherwise one of these stands before it, or in the member's name. */
  readonly called?: readonly string[];
}

const CPF = ['cpf'];
const PESEL = ['pesel'];
const STEUER = ['steuer', 'idnr', 'tin', 'tax'];
const SOCIAL = ['ssn', 'social'];
const digitsOf = (written: string): string => [...written].filter((each) => each >= '0' && each <= '9').join('');

/** Brazil, China, France, Germany, Italy, Poland and Spain by their check digits; the United States have none, only numbers never given. */
const WRITINGS: readonly Writing[] = [
  { lengths: [9], between: [], isOne: (id) => isDni(id) || isNie(id) },
  { lengths: [8, 1], between: ['-'], isOne: (id) => isDni(id.replace('-', '')) },
  { lengths: [1, 7, 1], between: ['-', '-'], isOne: (id) => isNie(id.replaceAll('-', '')) },
  { lengths: [16], between: [], isOne: isCodiceFiscale },
  { lengths: [18], between: [], isOne: isResidentId },
  { lengths: [15], between: [], isOne: isNir },
  { lengths: [13, 2], between: [' '], isOne: (id) => isNir(id.replace(' ', '')) },
  { lengths: [1, 2, 2, 2, 3, 3, 2], between: [' ', ' ', ' ', ' ', ' ', ' '], isOne: (id) => isNir(id.replaceAll(' ', '')) },
  { lengths: [3, 3, 3, 2], between: ['.', '.', '-'], isOne: (id) => isCpf(digitsOf(id)) },
  { lengths: [9, 2], between: ['-'], isOne: (id) => isCpf(digitsOf(id)), called: CPF },
  { lengths: [11], between: [], isOne: isCpf, called: CPF },
  { lengths: [11], between: [], isOne: isPesel, called: PESEL },
  { lengths: [2, 3, 3, 3], between: [' ', ' ', ' '], isOne: (id) => isSteuerId(digitsOf(id)) },
  { lengths: [11], between: [], isOne: isSteuerId, called: STEUER },
  { lengths: [3, 2, 4], between: ['-', '-'], isOne: (id) => isSocialSecurityNumber(digitsOf(id)) },
  { lengths: [3, 2, 4], between: [' ', ' '], isOne: (id) => isSocialSecurityNumber(digitsOf(id)), called: SOCIAL },
  { lengths: [9], between: [], isOne: isSocialSecurityNumber, called: SOCIAL },
];
const BY_FIRST = Map.groupBy(WRITINGS, ({ lengths }) => lengths[0]!);

/** Numbers that a state gives to a person. */
export function nationalIdsIn(words: Words): Span[] {
  const found: Span[] = [];
  for (let i = 0; i < words.all.length; i++) {
    const writing = words.isTaken(i) ? undefined : BY_FIRST.get(words.lengthOf(i))?.find((each) => isWritten(words, i, each));
    if (!writing) continue;
    const last = i + writing.lengths.length - 1;
    found.push({ start: words.all[i]!.start, end: words.all[last]!.end });
    i = last;
  }
  return found;
}

function isWritten(words: Words, from: number, { lengths, between, isOne, called }: Writing): boolean {
  let written = '';
  for (const [i, length] of lengths.entries()) {
    if (words.lengthOf(from + i) !== length || words.isTaken(from + i)) return false;
    written += words.textOf(from + i);
    if (i === between.length) break;
    if (words.gap(from + i) !== between[i]) return false;
    written += between[i];
  }
  if (!isOne(written) || words.goesOn(from, lengths.length)) return false;
  return called ? words.isCalled(from, called) : !words.isOrdinal(from);
}

import type { Span } from '../finding.js';
import type { Words } from '../words.js';

/** Characters of an IBAN by country, as the registry of ISO 13616 has them. */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 ' +
    'FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 ' +
    'MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 ' +
    'SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** International bank account numbers: as long as the country's are, with ISO 7064's check digits. */
export function ibansIn(words: Words): Span[] {
  const found: Span[] = [];
  for (let i = 0; i < words.all.length; i++) {
    const count = ibanAt(words, i);
    if (count === 0) continue;
    found.push({ start: words.all[i]!.start, end: words.all[i + count - 1]!.end });
    i += count - 1;
  }
  return found;
}

/** How many words it has: one, or groups of characters with blanks or dashes between. */
function ibanAt(words: Words, from: number): number {
  if (words.isTaken(from) || words.lengthOf(from) < 4) return 0;
  const head = words.textOf(from).slice(0, 4);
  const length = LENGTHS[head.slice(0, 2).toUpperCase()];
  if (length === undefined || !isDigits(head.slice(2))) return 0;
  let taken = '';
  for (let count = 1; ; count++) {
    const at = from + count - 1;
    if (taken.length + words.lengthOf(at) > length) return 0;
    taken += words.textOf(at);
    if (taken.length === length) return isIban(taken) ? count : 0;
    const gap = words.gap(at);
    if (gap !== ' ' && gap !== '-') return 0;
  }
}

function isDigits(text: string): boolean {
  return [...text].every((each) => each >= '0' && each <= '9');
}

function isIban(written: string): boolean {
  const text = written.toUpperCase();
  if (written !== text && written !== written.toLowerCase()) return false;
  let rest = 0;
  for (const each of text.slice(4) + text.slice(0, 4)) {
    const value = each >= '0' && each <= '9' ? Number(each) : each.charCodeAt(0) - 55;
    if (value > 35) return false;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

import { RE2JS } from 're2js';
import { DETECTED_LABELS, type DetectedLabel, type Span } from './finding.js';
import { readable } from './readable-text.js';
import { cardsIn } from './recognizers/cards.js';
import { emailsIn } from './recognizers/emails.js';
import { ibansIn } from './recognizers/ibans.js';
import { nationalIdsIn } from './recognizers/national-ids.js';
import { phonesIn } from './recognizers/phones.js';
import { accessTokensIn, privateKeysIn } from './recognizers/secrets.js';
import { isDigit, Words } from './words.js';

export interface Found extends Span {
  readonly label: DetectedLabel;
}

/** Of all that is looked for: `a@b.cc`. Most texts and names in a call are shorter. */
const SHORTEST = 6;

/** What `tokenize` writes: it stands for something already, and is never hidden again with what is next to it. */
const TOKEN = RE2JS.compile('tok_[a-z_]{1,32}_[0-9a-f]{12}');

/**
 * What one text holds, from left to right, none over another. Takes time in proportion to the text, whatever it says. `name` is that
 * of the member that has it, which says what bare digits are.
 */
export function findInText(original: string, name = ''): Found[] {
  if (original.length < SHORTEST) return [];
  const { text, at } = readable(original);
  const isNoToken = ({ start, end }: Span) => !TOKEN.test(text.slice(start, end));
  const found = [
    ...as('private_key', privateKeysIn(text)),
    ...as('access_token', accessTokensIn(text).filter(isNoToken)),
    ...as('email', emailsIn(text).filter(isNoToken)),
  ];
  if (hasDigit(text)) {
    const words = new Words({ text, name });
    found.push(
      ...as('iban', ibansIn(words)),
      ...as('card', cardsIn(words)),
      ...as('national_id', nationalIdsIn(words)),
      ...as('phone', phonesIn(words)),
    );
  }
  return apart(found).map(({ label, start, end }) => ({ label, start: at(start), end: at(end - 1) + 1 }));
}

function as(label: DetectedLabel, spans: readonly Span[]): Found[] {
  return spans.map(({ start, end }) => ({ label, start, end }));
}

function hasDigit(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (isDigit(text.charCodeAt(i))) return true;
  return false;
}

/** Where two overlap, what is in either goes by the label that comes first in the list. */
function apart(found: readonly Found[]): Found[] {
  const order = found.toSorted((one, other) => one.start - other.start || one.end - other.end);
  const kept: Found[] = [];
  for (const next of order) {
    const last = kept.at(-1);
    if (!last || next.start >= last.end) kept.push(next);
    else
      kept[kept.length - 1] = { label: stronger(last.label, next.label), start: last.start, end: Math.max(last.end, next.end) };
  }
  return kept;
}

function stronger(one: DetectedLabel, other: DetectedLabel): DetectedLabel {
  return DETECTED_LABELS.indexOf(one) <= DETECTED_LABELS.indexOf(other) ? one : other;
}

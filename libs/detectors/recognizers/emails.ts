import type { Span } from '../finding.js';
import { isDigit, isLetter } from '../words.js';

const MOST_LOCAL = 64;
const MOST_DOMAIN = 253;
/** Ends of names that are files, units and packages and no domains. */
const NO_DOMAINS = new Set(
  (
    'png jpg jpeg gif svg webp ico css js mjs cjs ts tsx jsx json html htm xml yml yaml txt pdf csv log lock conf ini ' +
    'service socket target timer mount slice scope device'
  ).split(' '),
);

/** Addresses of mail: what stands around each at sign, written as itself or as in a URL. */
export function emailsIn(text: string): Span[] {
  const found: Span[] = [];
  let at = nextSign(text, 0);
  let after = 0;
  while (at) {
    const start = localStart(text, at.start, after);
    const end = start === at.start ? at.end : domainEnd(text, at.end);
    if (end > at.end && isAddress(text, start, end)) {
      found.push({ start, end });
      after = end;
    }
    at = nextSign(text, Math.max(at.end, after));
  }
  return found;
}

function nextSign(text: string, from: number): Span | undefined {
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === AT) return { start: i, end: i + 1 };
    if (unit === PERCENT && text.startsWith('40', i + 1)) return { start: i, end: i + 3 };
  }
  return undefined;
}

function localStart(text: string, sign: number, from: number): number {
  let start = sign;
  while (start > from && sign - start <= MOST_LOCAL && isLocal(text.charCodeAt(start - 1))) start--;
  while (start < sign && !isStart(text.charCodeAt(start))) start++;
  const last = text.charCodeAt(sign - 1);
  return sign - start > MOST_LOCAL || last === DOT ? sign : start;
}

function domainEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && end - from <= MOST_DOMAIN && isDomain(text.charCodeAt(end))) end++;
  while (end > from && !isName(text.charCodeAt(end - 1))) end--;
  return end;
}

function isAddress(text: string, start: number, end: number): boolean {
  const written = text.slice(start, end);
  const domain = written.slice(written.includes('@') ? written.lastIndexOf('@') + 1 : written.lastIndexOf('%40') + 3);
  const labels = domain.split('.');
  const top = labels.at(-1)!.toLowerCase();
  if (labels.length < 2 || domain.length > MOST_DOMAIN || NO_DOMAINS.has(top)) return false;
  if (labels.some((label) => label === '' || label.length > 63 || label.startsWith('-') || label.endsWith('-'))) return false;
  if (top.length < 2 || (!top.startsWith('xn--') && [...top].some((each) => isDigit(each.charCodeAt(0)) || each === '-')))
    return false;
  const isVersion = labels.length > 2 && labels.slice(0, 2).every((label) => isDigit(label.charCodeAt(0)));
  return !isVersion && !isUserOfUrl(text, start, end);
}

/** `https://name@host` and `git@host:path` name an account of a server and nobody's mail. */
function isUserOfUrl(text: string, start: number, end: number): boolean {
  const lead = text.slice(Math.max(0, start - MOST_LOCAL), start);
  const scheme = lead.lastIndexOf('://');
  if (scheme >= 0 && Array.from(lead.slice(scheme + 3)).every((each) => !' \t\r\n/?#"<'.includes(each))) return true;
  const next = text.charCodeAt(end + 1);
  return text.slice(start, start + 4) === 'git@' && text.charAt(end) === ':' && (isLetter(next) || isDigit(next));
}

const AT = 0x40;
const PERCENT = 0x25;
const DOT = 0x2e;
const DASH = 0x2d;

function isName(unit: number): boolean {
  return isDigit(unit) || (isLetter(unit) && unit !== 0x5f) || unit > 0xbf;
}

function isStart(unit: number): boolean {
  return isName(unit) || unit === 0x5f;
}

/** Letters, digits and `.` `_` `'` `+` `-`; what else RFC 5322 allows stands in no address that people have. */
function isLocal(unit: number): boolean {
  return isStart(unit) || unit === DOT || unit === DASH || unit === 0x27 || unit === 0x2b;
}

function isDomain(unit: number): boolean {
  return isName(unit) || unit === DOT || unit === DASH;
}

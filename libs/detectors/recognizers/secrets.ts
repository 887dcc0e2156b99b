import { RE2JS } from 're2js';
import type { Span } from '../finding.js';
import { isDigit, isLetter } from '../words.js';

/** What one kind of secret begins with, and the whole of it from there on. */
interface Secret {
  readonly begins: string;
  readonly whole: RE2JS;
  /** Where the secret itself begins, when a name is in front of it. */
  readonly group?: 1;
}

/** The longest that is looked at; what is longer is cut there, and is one all the same. */
const MOST = 600;

/** Of all of them. Most texts of a call are shorter. */
const SHORTEST = 20;

const secret = (begins: string, rest: string): Secret => ({ begins, whole: RE2JS.compile(RE2JS.quote(begins) + rest) });
const named = (begins: string, rest: string): Secret => ({
  begins,
  whole: RE2JS.compile(`(?i)${RE2JS.quote(begins)}["']?[ \\t]*[:=]?[ \\t]*["']?(${rest})`),
  group: 1,
});

/** Keys and tokens of clouds and repositories that their issuers made recognizable. */
const SECRETS: readonly Secret[] = [
  ...['AKIA', 'ASIA'].map((begins) => secret(begins, '[A-Z2-7]{16}')),
  ...[
    'aws_secret_access_key',
    'AWS_SECRET_ACCESS_KEY',
    'aws_session_token',
    'AWS_SESSION_TOKEN',
    'secretAccessKey',
    'SecretAccessKey',
  ].map((begins) => named(begins, '[A-Za-z0-9/+]{40,}={0,2}')),
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((begins) => secret(begins, '[A-Za-z0-9]{36,}')),
  secret('github_pat_', '[A-Za-z0-9]{22}_[A-Za-z0-9]{59}'),
  ...['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'glsoat-'].map((begins) => secret(begins, '[A-Za-z0-9_.-]{20,}')),
  ...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-'].map((begins) => secret(begins, '[A-Za-z0-9-]{20,}')),
  secret('AIza', '[A-Za-z0-9_-]{35}'),
  secret('ya29.', '[A-Za-z0-9_-]{30,}'),
  secret('GOCSPX-', '[A-Za-z0-9_-]{28}'),
  ...['sk_live_', 'rk_live_', 'sk_test_', 'rk_test_'].map((begins) => secret(begins, '[A-Za-z0-9]{16,}')),
  secret('npm_', '[A-Za-z0-9]{36}'),
  secret('pypi-AgEIcHlwaS5vcmc', '[A-Za-z0-9_-]{50,}'),
  ...['dop_v1_', 'doo_v1_', 'dor_v1_'].map((begins) => secret(begins, '[0-9a-f]{64}')),
  secret('hf_', '[A-Za-z]{34}'),
  secret('sk-ant-', '[A-Za-z0-9_-]{24,}'),
  secret('sk-proj-', '[A-Za-z0-9_-]{24,}'),
  secret('SG.', '[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'),
  ...['ATATT3', 'ATCTT3', 'ATBB'].map((begins) => secret(begins, '[A-Za-z0-9_=-]{20,}')),
  secret('dckr_pat_', '[A-Za-z0-9_-]{20,}'),
  ...['hvs.', 'hvb.'].map((begins) => secret(begins, '[A-Za-z0-9_-]{24,}')),
  named('AccountKey', '[A-Za-z0-9/+]{86}=='),
  named('SharedAccessKey', '[A-Za-z0-9/+]{42,44}={0,2}'),
];

/** Access keys and tokens of clouds and of places where code, packages and models are kept. */
export function accessTokensIn(text: string): Span[] {
  const found: Span[] = [];
  if (text.length < SHORTEST) return found;
  for (const { begins, whole, group } of SECRETS) {
    for (let at = text.indexOf(begins); at >= 0;) {
      const span = isApart(text, at) ? spanAt(text, at, whole, group) : undefined;
      if (span) found.push(span);
      at = text.indexOf(begins, Math.max(span?.end ?? 0, at + begins.length));
    }
  }
  return found;
}

function spanAt(text: string, at: number, whole: RE2JS, group: 1 | undefined): Span | undefined {
  const matcher = whole.matcher(text.slice(at, at + MOST));
  if (!matcher.lookingAt()) return undefined;
  const [start, end] = [at + matcher.start(group ?? 0), at + matcher.end(group ?? 0)];
  return isTokenUnit(text.charCodeAt(end)) && end - at < MOST ? undefined : { start, end };
}

/** Inside of something longer, such as a hash in base64, it is a coincidence. */
function isApart(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  return before === '' || !(isTokenUnit(text.charCodeAt(at - 1)) || before === '+' || before === '.');
}

function isTokenUnit(unit: number): boolean {
  return isDigit(unit) || (isLetter(unit) && unit !== 0x5f);
}

const BEGIN = '-----BEGIN ';
const HEAD = RE2JS.compile('-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----');
/** What of a key has to follow its head, so that the text does not just tell about keys. */
const BODY = RE2JS.compile('(?:\\s|\\\\[nrt]|[A-Za-z-]+: ?[^\\\\\\n\\r]{0,200}(?:\\\\[nr]|[\\r\\n]))*[A-Za-z0-9+/=]{16}');
const MOST_HEAD = 120;

/** Private keys in PEM and its relatives: from the head to the foot, or to the end of a text that has no foot. */
export function privateKeysIn(text: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(BEGIN); at >= 0;) {
    const end = privateKeyEnd(text, at);
    if (end !== undefined) found.push({ start: at, end });
    at = text.indexOf(BEGIN, end ?? at + BEGIN.length);
  }
  return found;
}

function privateKeyEnd(text: string, at: number): number | undefined {
  const head = HEAD.matcher(text.slice(at, at + MOST_HEAD));
  if (!head.lookingAt()) return undefined;
  const body = at + head.end();
  if (!BODY.matcher(text.slice(body, body + MOST * 2)).lookingAt()) return undefined;
  const foot = text.indexOf('-----END ', body);
  if (foot < 0) return text.length;
  const close = text.indexOf('-----', foot + 9);
  return close < 0 || close - foot > MOST_HEAD ? text.length : close + 5;
}

import { refuse } from '../errors.js';
import { bytesOfText, textOfBytes } from '../texts/byte-texts.js';
import { canonicalNumber } from '../formats/numbers.js';
import { spend, spendText } from '../fuel.js';
import { objectOf } from '../objects.js';
import { type Arg, type Family, object, text } from '../operand-checks.js';
import { jsonMembers } from '../json/json-values.js';
import { RegoSet, type Value } from '../values.js';

function bytesOf(value: Arg): Buffer {
  return bytesOfText(text(value, 1));
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isBase64(value: string): boolean {
  spendText(value.length);
  return BASE64.test(value.replace(/[\r\n]/g, ''));
}

function base64Bytes(value: string): Buffer {
  return isBase64(value) ? Buffer.from(value, 'base64') : refuse('illegal base64 data');
}

/** The alphabet of RFC 4648, section 5, and no other; padding may be left out. */
export function base64UrlBytes(source: string): Buffer {
  spendText(source.length);
  if (/[+/]/.test(source)) return refuse('illegal base64 data');
  const missing = source.endsWith('=') ? 0 : Buffer.byteLength(source) % 4;
  if (missing === 1) return refuse(`illegal base64url string: ${source}`);
  const padded = source + (missing === 0 ? '' : '='.repeat(4 - missing));
  return base64Bytes(padded.replaceAll('-', '+').replaceAll('_', '/'));
}

function decodeHex(value: Arg): string {
  const source = text(value, 1);
  spendText(source.length * 4);
  const bad = /[^0-9a-fA-F]/.exec(source)?.[0];
  if (bad !== undefined)
    return refuse(`invalid byte: U+${bad.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${bad}'`);
  return source.length % 2 === 0 ? textOfBytes(Buffer.from(source, 'hex')) : refuse('odd length hex string');
}

/** Go's query escaping: space is +, and only letters, digits, `-_.~` stay. */
function escapeQuery(value: string): string {
  spendText(value.length * 16);
  if (!value.isWellFormed()) return escapeBytes(value);
  const escaped = encodeURIComponent(value);
  return escaped
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function escapeBytes(value: string): string {
  const escaped = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return Array.from(bytesOfText(value), (byte) => {
    const character = String.fromCharCode(byte);
    return byte < 0x80 ? escapeQuery(character) : escaped(byte);
  }).join('');
}

function unescapeQuery(value: string): string {
  spend(2 + value.length * 3);
  if (/%(?![0-9a-fA-F]{2})/.test(value)) return refuse(`invalid URL escape ${JSON.stringify(/%.{0,2}/.exec(value)![0])}`);
  const bytes = Buffer.from(value.replaceAll('+', ' '), 'utf8');
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const isEscape = bytes[at] === PERCENT;
    bytes[length++] = isEscape ? Number.parseInt(bytes.toString('latin1', at + 1, at + 3), 16) : bytes[at]!;
    if (isEscape) at += 2;
  }
  return textOfBytes(bytes.subarray(0, length));
}

const PERCENT = 0x25;

function queryValues(value: Value): string[] {
  if (typeof value === 'string') return [value];
  const many = Array.isArray(value)
    ? value
    : value instanceof RegoSet
      ? value.sorted()
      : refuse('object values must be strings, arrays or sets of strings');
  return many.map((item) =>
    typeof item === 'string' ? item : refuse('object values must be strings, arrays or sets of strings'),
  );
}

function encodeQuery(value: Arg): string {
  const pairs = jsonMembers(object(value, 1)).flatMap(([key, item]) =>
    queryValues(item).map((each) => `${escapeQuery(key)}=${escapeQuery(each)}`),
  );
  return pairs.join('&');
}

function decodeQuery(value: Arg): Value {
  const values = new Map<string, string[]>();
  spendText(text(value, 1).length);
  for (const pair of text(value, 1).split('&').filter(Boolean)) {
    spend(20);
    if (pair.includes(';')) return refuse('invalid semicolon separator in query');
    const [key, ...rest] = pair.split('=');
    const name = unescapeQuery(key!);
    const known = values.get(name);
    if (known) known.push(unescapeQuery(rest.join('=')));
    else values.set(name, [unescapeQuery(rest.join('='))]);
  }
  return objectOf(values);
}

const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{2})([0-9a-f]{2})-([0-9a-f]{12})$/i;
const BARE = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{12})$/i;

/** Plain, after `urn:uuid:`, between two characters that are meant to be braces, or 32 digits. */
function parseUuid(value: Arg): Value | undefined {
  spend(60);
  const source = text(value, 1);
  const isBraced = source.length === 38 && source.charCodeAt(0) < 0x80 && source.charCodeAt(37) < 0x80;
  const parts = UUID.exec(isBraced ? source.slice(1, -1) : source.replace(/^urn:uuid:/i, '')) ?? BARE.exec(source);
  return parts ? describeUuid(parts.slice(1).map((part) => part.toLowerCase())) : undefined;
}

function describeUuid(parts: string[]): Value {
  const [low, mid, high, sequenceHigh, sequenceLow, node] = parts as [string, string, string, string, string, string];
  const version = Number.parseInt(high[0]!, 16);
  const top = Number.parseInt(sequenceHigh, 16);
  const variant = top < 0x80 ? 'Reserved' : top < 0xc0 ? 'RFC4122' : top < 0xe0 ? 'Microsoft' : 'Future';
  if (version !== 1 && version !== 2) return { version, variant };
  const ticks = BigInt(`0x${high.slice(1)}${mid}${low}`);
  const first = Number.parseInt(node.slice(0, 2), 16);
  const description: Record<string, Value> = {
    version,
    variant,
    nodeid: node.match(/../g)!.join('-'),
    macvariables: `${first & 2 ? 'local' : 'global'}:${first & 1 ? 'multicast' : 'unicast'}`,
    time: canonicalNumber(BigInt.asIntN(64, (ticks - 0x01b21dd213814000n) * 100n)),
    clocksequence: Number.parseInt(sequenceHigh + sequenceLow, 16) & 0x3fff,
  };
  if (version === 1) return description;
  const domain = ['Person', 'Group', 'Org'][Number.parseInt(sequenceLow, 16)] ?? `Domain${Number.parseInt(sequenceLow, 16)}`;
  return { ...description, id: Number.parseInt(low, 16), domain };
}

export const ENCODING: Family = {
  'base64.encode': (value) => bytesOf(value).toString('base64'),
  'base64.decode': (value) => textOfBytes(base64Bytes(text(value, 1))),
  'base64.is_valid': (value) => typeof value === 'string' && isBase64(value),
  'base64url.encode': (value) => bytesOf(value).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
  'base64url.encode_no_pad': (value) => bytesOf(value).toString('base64url'),
  'base64url.decode': (value) => textOfBytes(base64UrlBytes(text(value, 1))),
  'hex.encode': (value) => bytesOf(value).toString('hex'),
  'hex.decode': decodeHex,
  'urlquery.encode': (value) => escapeQuery(text(value, 1)),
  'urlquery.decode': (value) => unescapeQuery(text(value, 1)),
  'urlquery.encode_object': encodeQuery,
  'urlquery.decode_object': decodeQuery,
  'uuid.parse': parseUuid,
};

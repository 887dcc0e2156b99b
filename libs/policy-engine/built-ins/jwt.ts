import { BuiltinFailure, refuse } from '../errors.js';
import { spend, spendText } from '../fuel.js';
import { ALGORITHMS, type VerificationKey, readKeys } from '../formats/jwt-keys.js';
import { type Signed, verifyWithKey, verifyWithSecret } from '../formats/jwt-signatures.js';
import { compareNumbers, isNumber } from '../formats/numbers.js';
import { readJson } from '../json/json-parse.js';
import { lookup } from '../objects.js';
import { type Arg, type Family, object, text } from '../operand-checks.js';
import { textOfBytes } from '../texts/byte-texts.js';
import { plainText } from '../texts/rego-text.js';
import { type RegoObject, type Value, isObject, objectKeys } from '../values.js';
import { base64UrlBytes } from './encoding.js';

/** The three sections as they came. */
interface Sections {
  header: string;
  payload: string;
  signature: string;
}

function readToken(encoded: string): Sections {
  spendText(encoded.length);
  if (!encoded.includes('.')) return refuse('encoded JWT had no period separators');
  const sections = encoded.split('.');
  if (sections.length !== 3) return refuse(`encoded JWT must have 3 sections, found ${sections.length}`);
  const [header, payload, signature] = sections as [string, string, string];
  return { header, payload, signature };
}

function decodedText(section: string): string {
  spend(20 + (section.length >>> 3));
  return textOfBytes(base64UrlBytes(section));
}

function jsonObject(source: string, name: string): RegoObject {
  const parsed = readJson(source, () => refuse(`JWT ${name} is not JSON`));
  return isObject(parsed) ? parsed : refuse(`JWT ${name} is not an object`);
}

function readHeader({ header }: Sections): RegoObject {
  const found = jsonObject(decodedText(header), 'header');
  return lookup(found, 'enc') === undefined ? found : refuse('JWT is a JWE object, which is not supported');
}

function signedOf({ header, payload, signature }: Sections): Signed {
  return { text: `${header}.${payload}`, signature: base64UrlBytes(signature) };
}

function decode(encoded: string): Value[] {
  const token = readToken(encoded);
  const header = readHeader(token);
  const payload = decodedText(token.payload);
  const kind = lookup(header, 'cty');
  if (kind !== undefined && typeof kind !== 'string') return refuse('cty: must be a string');
  // The token inside a token may be written as a JSON text.
  if (kind === 'JWT') return decode(payload.replace(/^["']+|["']+$/g, ''));
  return [header, jsonObject(payload, 'payload'), base64UrlBytes(token.signature).toString('hex')];
}

/** What of a header counts for verifying; members of wrong types make the token unreadable. */
interface Header {
  alg: string;
  kid: string;
  cty: string;
  /** False when the header calls something critical that is not understood. */
  isUnderstood: boolean;
}

const UNDERSTOOD = new Set(['alg', 'kid', 'typ', 'cty', 'crit']);

function headerOf(header: RegoObject): Header {
  const member = (name: string): string => {
    const value = lookup(header, name);
    return value === undefined ? '' : typeof value === 'string' ? value : refuse(`${name}: must be a string`);
  };
  const critical = lookup(header, 'crit');
  const names = critical === undefined ? [] : Array.isArray(critical) ? critical.filter((name) => typeof name === 'string') : [];
  if (critical !== undefined && names.length === 0) return refuse('crit: must be a nonempty list');
  member('typ');
  const isUnderstood = names.every((name) => UNDERSTOOD.has(name) || lookup(header, name) === undefined);
  return { alg: member('alg'), kid: member('kid'), cty: member('cty'), isUnderstood };
}

/** A key named by the token is tried alone; otherwise keys that name another algorithm are not tried. */
function candidates(keys: VerificationKey[], { kid, alg }: Header): VerificationKey[] {
  const named = kid === '' ? undefined : keys.find((key) => key.kid === kid);
  return named ? [named] : keys.filter((key) => key.alg === undefined || key.alg === alg);
}

function verifier(algorithm: string): (token: Arg, key: Arg) => boolean {
  return (encoded, key) => {
    const token = readToken(text(encoded, 1));
    if (algorithm.startsWith('HS')) return verifyWithSecret(algorithm, text(key, 2), signedOf(token));
    const keys = readKeys(text(key, 2));
    const signed = signedOf(token);
    return candidates(keys, headerOf(readHeader(token))).some((found) => verifyWithKey(algorithm, found, signed, false));
  };
}

interface Constraints {
  keys: VerificationKey[] | undefined;
  secret: string;
  alg: string;
  iss: string;
  aud: string;
  time: number | undefined;
}

const KNOWN = ['cert', 'secret', 'alg', 'iss', 'aud', 'time'];

function readConstraints(value: Arg): Constraints {
  const given = object(value, 2);
  for (const key of objectKeys(given))
    if (typeof key !== 'string' || !KNOWN.includes(key)) return refuse(`unknown token validation constraint: ${plainText(key)}`);
  const member = (name: string): string => {
    const found = lookup(given, name);
    return found === undefined ? '' : typeof found === 'string' ? found : refuse(`${name} constraint: must be a string`);
  };
  const time = lookup(given, 'time');
  if (time !== undefined && !(isNumber(time) && Number(time) >= 0 && Number.isFinite(Number(time))))
    return refuse('token time constraint: must be a number that is not negative');
  const keys = lookup(given, 'cert') === undefined ? undefined : readKeys(member('cert'));
  const secret = member('secret');
  if ((keys === undefined) === (secret === '')) return refuse('exactly one of the constraints cert and secret must be given');
  return {
    keys,
    secret,
    alg: member('alg'),
    iss: member('iss'),
    aud: member('aud'),
    time: time === undefined ? undefined : Number(time),
  };
}

function isSigned(token: Sections, header: Header, { keys, secret, alg }: Constraints): boolean {
  if (header.alg === '' || !header.isUnderstood || (alg !== '' && alg !== header.alg)) return false;
  const signed = signedOf(token);
  if (!ALGORITHMS.includes(header.alg)) return false;
  if (keys === undefined) return verifyWithSecret(header.alg, secret, signed);
  return candidates(keys, header).some((key) => verifyWithKey(header.alg, key, signed, true));
}

const UNVERIFIED: Value[] = [false, {}, {}];

/** As in OPA, except that there is no clock: a token with exp or nbf needs the `time` constraint. */
function decodeVerify(encoded: Arg, given: Arg): Value {
  const constraints = readConstraints(given);
  for (let inner = text(encoded, 1); ;) {
    const token = readToken(inner);
    const decoded = readHeader(token);
    const header = headerOf(decoded);
    if (!isSigned(token, header, constraints)) return UNVERIFIED;
    inner = decodedText(token.payload);
    if (header.cty.toUpperCase() === 'JWT') continue;
    const payload = jsonObject(inner, 'payload');
    const holds = isMeant(payload, constraints) && isCurrent(payload, constraints.time);
    return holds ? [true, decoded, payload] : UNVERIFIED;
  }
}

function isMeant(payload: RegoObject, { iss, aud }: Constraints): boolean {
  const issuer = lookup(payload, 'iss');
  if (iss !== '' && issuer !== undefined && typeof issuer !== 'string') return refuse('iss must be a string');
  if (iss !== '' && issuer !== iss) return false;
  const audience = lookup(payload, 'aud');
  if (audience === undefined) return aud === '';
  return Array.isArray(audience) ? audience.includes(aud) : audience === aud;
}

function isCurrent(payload: RegoObject, time: number | undefined): boolean {
  return isReached(payload, 'exp', time) !== true && isReached(payload, 'nbf', time) !== false;
}

/** Whether the moment of a claim has come; undefined when the token does not have it. Seconds against nanoseconds. */
function isReached(payload: RegoObject, claim: string, time: number | undefined): boolean | undefined {
  const moment = lookup(payload, claim);
  if (moment === undefined) return undefined;
  if (!isNumber(moment)) return refuse(`${claim} value must be a number`);
  if (time === undefined) return refuse('a token with exp or nbf needs the time constraint: policies have no clock');
  return compareNumbers(time / 1_000_000_000, moment) >= 0;
}

/** Key material that cannot be used makes the call undefined, like every other operand that is wrong. */
function guarded<T extends Value>(call: (token: Arg, key: Arg) => T): (token: Arg, key: Arg) => T {
  return (token, key) => {
    try {
      return call(token, key);
    } catch (error) {
      if (error instanceof Error && (error as NodeJS.ErrnoException).code?.startsWith('ERR_'))
        throw new BuiltinFailure('eval_builtin_error', error.message);
      throw error;
    }
  };
}

export const JWT: Family = {
  'io.jwt.decode': (encoded) => decode(text(encoded, 1)),
  'io.jwt.decode_verify': guarded(decodeVerify),
  ...Object.fromEntries(
    ALGORITHMS.map((algorithm) => [`io.jwt.verify_${algorithm.toLowerCase()}`, guarded(verifier(algorithm))]),
  ),
};

import { plainText } from '../texts/rego-text.js';
import { BuiltinFailure, refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { readJson } from '../json/json-parse.js';
import { ALGORITHMS, readKeys, verifyWithKey, verifyWithSecret } from '../formats/jwt-keys.js';
import { type RegoNumber, multiply } from '../formats/numbers.js';
import { lookup } from '../objects.js';
import { type Arg, type Family, object, text } from '../operand-checks.js';
import { type RegoObject, type Value, equalValues, isObject, objectKeys } from '../values.js';

interface Token {
  header: RegoObject;
  payload: string;
  signed: string;
  signature: Buffer;
}

function decodeSection(section: string, name: string): string {
  spend(20 + (section.length >>> 3));
  const bad = /[^A-Za-z0-9_-]/.exec(section.replace(/=+$/, ''));
  return bad
    ? refuse(`JWT ${name} had invalid encoding: illegal base64 data at input byte ${bad.index}`)
    : Buffer.from(section, 'base64url').toString('utf8');
}

function jsonObject(source: string, name: string): RegoObject {
  const parsed = readJson(source, () => refuse(`JWT ${name} is not JSON`));
  return isObject(parsed) ? parsed : refuse(`JWT ${name} is not an object`);
}

function readToken(encoded: string): Token {
  if (!encoded.includes('.')) return refuse('encoded JWT had no period separators');
  const sections = encoded.split('.');
  if (sections.length !== 3) return refuse(`encoded JWT must have 3 sections, found ${sections.length}`);
  const [header, payload, signature] = sections as [string, string, string];
  decodeSection(signature, 'signature');
  return {
    header: jsonObject(decodeSection(header, 'header'), 'header'),
    payload: decodeSection(payload, 'payload'),
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** The token inside a token, written as a JSON text or bare. */
function innerToken(token: Token): string | undefined {
  const kind = lookup(token.header, 'cty');
  return typeof kind === 'string' && kind.toUpperCase() === 'JWT' ? token.payload.replace(/^"(.*)"$/s, '$1') : undefined;
}

function decode(encoded: string): Value[] {
  const token = readToken(encoded);
  const inner = innerToken(token);
  if (inner !== undefined) return decode(inner);
  return [token.header, jsonObject(token.payload, 'payload'), token.signature.toString('hex')];
}

function headerText(token: Token, name: string): string | undefined {
  const value = lookup(token.header, name);
  return typeof value === 'string' ? value : undefined;
}

/** A key named by the token is tried alone first; keys that name another algorithm are not tried. */
function verifyPublic(token: Token, algorithm: string, source: string): boolean {
  const keys = readKeys(source);
  const kid = headerText(token, 'kid');
  const named = kid === undefined ? undefined : keys.find((key) => key.kid === kid);
  const alg = headerText(token, 'alg');
  const candidates = named ? [named] : keys.filter((key) => key.alg === undefined || key.alg === alg);
  return candidates.some(({ key }) => verifyWithKey(algorithm, key, token.signed, token.signature));
}

function verifier(algorithm: string): (token: Arg, key: Arg) => boolean {
  return (encoded, key) => {
    const token = readToken(text(encoded, 1));
    if (!algorithm.startsWith('HS')) return verifyPublic(token, algorithm, text(key, 2));
    return verifyWithSecret(algorithm, text(key, 2), token.signed, token.signature);
  };
}

interface Constraints {
  cert?: string;
  secret?: string;
  alg?: string;
  iss?: string;
  aud?: string;
  time?: RegoNumber;
}

const KNOWN = ['cert', 'secret', 'alg', 'iss', 'aud', 'time'];

function readConstraints(value: Arg): Constraints {
  const given = object(value, 2);
  const constraints: Record<string, Value> = {};
  for (const key of objectKeys(given)) {
    if (typeof key !== 'string' || !KNOWN.includes(key)) return refuse(`unknown constraint: ${plainText(key)}`);
    const found = lookup(given, key)!;
    const isRight = key === 'time' ? typeof found === 'number' || typeof found === 'bigint' : typeof found === 'string';
    if (!isRight) return refuse(`${key} constraint: must be a ${key === 'time' ? 'number' : 'string'}`);
    constraints[key] = found;
  }
  const { cert, secret } = constraints;
  if ((cert === undefined) === (secret === undefined))
    return refuse('exactly one of the constraints cert and secret must be given');
  return constraints as Constraints;
}

function isSigned(token: Token, constraints: Constraints): boolean {
  const algorithm = headerText(token, 'alg');
  if (algorithm === undefined || lookup(token.header, 'crit') !== undefined) return false;
  if (constraints.alg !== undefined && constraints.alg !== algorithm) return false;
  if (!ALGORITHMS.includes(algorithm)) return refuse(`unknown JWS algorithm: ${algorithm}`);
  if (algorithm.startsWith('HS') !== (constraints.secret !== undefined)) return false;
  if (constraints.secret !== undefined) return verifyWithSecret(algorithm, constraints.secret, token.signed, token.signature);
  return verifyPublic(token, algorithm, constraints.cert!);
}

const UNVERIFIED: Value[] = [false, {}, {}];

/** As in OPA, except that there is no clock: a token with exp or nbf needs the `time` constraint. */
function decodeVerify(encoded: Arg, given: Arg): Value {
  const constraints = readConstraints(given);
  let token = readToken(text(encoded, 1));
  for (;;) {
    if (!isSigned(token, constraints)) return UNVERIFIED;
    const inner = innerToken(token);
    if (inner === undefined) break;
    token = readToken(inner);
  }
  const payload = jsonObject(token.payload, 'payload');
  const holds = isMeant(payload, constraints) && isCurrent(payload, constraints.time);
  return holds ? [true, token.header, payload] : UNVERIFIED;
}

function isMeant(payload: RegoObject, { iss, aud }: Constraints): boolean {
  if (iss !== undefined && lookup(payload, 'iss') !== iss) return false;
  const audience = lookup(payload, 'aud');
  if (aud === undefined || audience === undefined) return aud === undefined && audience === undefined;
  return Array.isArray(audience) ? audience.some((member) => equalValues(member, aud)) : audience === aud;
}

function isCurrent(payload: RegoObject, time: RegoNumber | undefined): boolean {
  const [expires, starts] = [nanos(payload, 'exp'), nanos(payload, 'nbf')];
  if (expires === undefined && starts === undefined) return true;
  if (time === undefined) return refuse('a token with exp or nbf needs the time constraint: policies have no clock');
  return (expires === undefined || time < expires) && (starts === undefined || time >= starts);
}

function nanos(payload: RegoObject, claim: string): RegoNumber | undefined {
  const value = lookup(payload, claim);
  if (value === undefined) return undefined;
  return typeof value === 'number' || typeof value === 'bigint'
    ? multiply(value, 1_000_000_000)
    : refuse(`${claim} value must be a number`);
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

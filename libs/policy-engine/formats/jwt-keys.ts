// Signature checks are pure functions of token and key; node:crypto is the reviewed implementation at hand.
import { type KeyObject, createPublicKey, createSecretKey } from 'node:crypto';
import { parseJson } from '#libs/exact-json';
import { refuse } from '../errors.js';
import { spend } from '../fuel.js';

export interface VerificationKey {
  /** A public key, or a secret from a JWK of type oct. */
  key: KeyObject;
  /** The JWK holds the private half, too. */
  isPrivate: boolean;
  kid: string | undefined;
  alg: string | undefined;
}

export const ALGORITHMS = ['HS', 'RS', 'PS', 'ES']
  .flatMap((family) => ['256', '384', '512'].map((bits) => family + bits))
  .concat('EdDSA');

/** One block with at most one line break behind it. */
const PEM = /^-----BEGIN ([^\n]*?)-----[ \t\r]*\n[^]*?\n-----END \1-----[ \t\r]*(?:\n([^]*))?$/;

/** The first PEM block of a text, with what stands behind it; what stands before it is passed over. */
function pemIn(source: string): { kind: string; block: string; rest: string } | undefined {
  const from = source.startsWith('-----BEGIN ') ? 0 : source.indexOf('\n-----BEGIN ') + 1;
  const block = from === 0 ? source : source.slice(from);
  const [, kind, rest = ''] = PEM.exec(block) ?? [];
  return kind === undefined ? undefined : { kind, block, rest };
}

/** Keys from a PEM certificate or public key (PKIX), a JWK, or a JWK set. Keys for algorithms that are unknown are passed over. */
export function readKeys(source: string): VerificationKey[] {
  spend(2_000 + (source.length >>> 2));
  const pem = pemIn(source);
  if (pem) {
    if (pem.rest !== '') return refuse('extra data after a PEM certificate block');
    if (pem.kind !== 'CERTIFICATE' && pem.kind !== 'PUBLIC KEY')
      return refuse('failed to extract a Key from the PEM certificate');
    return [{ key: publicKey(pem.block), isPrivate: false, kid: undefined, alg: undefined }];
  }
  const parsed = jwkObject(source);
  const all = Array.isArray(parsed['keys'])
    ? (parsed['keys'] as unknown[])
    : 'keys' in parsed
      ? refuse('keys is no list')
      : [parsed];
  spend(2_000 * all.length);
  return all.map(fromJwk).filter(({ alg }) => alg === undefined || ALGORITHMS.includes(alg));
}

function jwkObject(source: string): Record<string, unknown> {
  try {
    const parsed = parseJson(source);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
  } catch {
    // The same as any other text.
  }
  return refuse('failed to parse a PEM key or a JWK');
}

function fromJwk(source: unknown): VerificationKey {
  if (typeof source !== 'object' || source === null) return refuse('a key is no object');
  const jwk = source as Record<string, unknown>;
  for (const name of ['kty', 'kid', 'alg', 'use'])
    if (jwk[name] !== undefined && typeof jwk[name] !== 'string') return refuse(`${name} of a key is no text`);
  for (const name of ['key_ops', 'x5c'])
    if (jwk[name] !== undefined && !isTexts(jwk[name], name === 'x5c')) return refuse(`${name} of a key cannot be read`);
  const { kty, kid, alg } = jwk as { kty?: string; kid?: string; alg?: string };
  const isPrivate = jwk['d'] !== undefined;
  const key = kty === 'oct' ? secretKey(jwk['k']) : publicKey({ key: withoutPrivateHalf(jwk), format: 'jwk' });
  return { key, isPrivate, kid: kid === '' ? undefined : kid, alg: alg === '' ? undefined : alg };
}

function isTexts(value: unknown, isBase64: boolean): boolean {
  if (!Array.isArray(value)) return false;
  return value.every(
    (item) => typeof item === 'string' && (!isBase64 || (item.length % 4 === 0 && /^[\w+/]*={0,2}$/.test(item))),
  );
}

/** The members that make up a public key. */
function withoutPrivateHalf(jwk: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    ['kty', 'crv', 'n', 'e', 'x', 'y'].filter((name) => name in jwk).map((name) => [name, jwk[name]]),
  ) as Record<string, string>;
}

function secretKey(secret: unknown): KeyObject {
  if (typeof secret !== 'string' || secret === '' || /[^\w-]/.test(secret)) return refuse('failed to read the secret of a key');
  return createSecretKey(Buffer.from(secret, 'base64url'));
}

const KINDS = new Set(['rsa', 'ed25519', 'x25519']);
/** P-224, P-256, P-384 and P-521. */
const CURVES = new Set(['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1']);

/** Keys of kinds that OPA does not know cannot be read at all. */
function publicKey(source: Parameters<typeof createPublicKey>[0]): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(source);
  } catch {
    return refuse('failed to read the public key');
  }
  const { asymmetricKeyType: kind = '', asymmetricKeyDetails: { namedCurve = '' } = {} } = key;
  return KINDS.has(kind) || (kind === 'ec' && CURVES.has(namedCurve)) ? key : refuse('a key of unknown kind');
}

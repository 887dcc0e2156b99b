// Signature checks are pure functions of token and key; node:crypto is the reviewed implementation at hand.
import { type KeyObject, constants, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { bytesOfText } from '../texts/byte-texts.js';

interface VerificationKey {
  key: KeyObject;
  kid?: string;
  alg?: string;
}

const HASHES: Record<string, string> = { 256: 'sha256', 384: 'sha384', 512: 'sha512' };
export const ALGORITHMS = ['HS', 'RS', 'PS', 'ES']
  .flatMap((family) => Object.keys(HASHES).map((bits) => family + bits))
  .concat('EdDSA');

/** One block and nothing else. */
const PEM = /^\s*-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s]*-----END \1-----\s*$/;

interface Jwk {
  kty?: string;
  kid?: string;
  alg?: string;
}

/** Keys from a PEM certificate or public key, a JWK, or a JWK set. Members of a set that are no public keys are passed over. */
export function readKeys(source: string): VerificationKey[] {
  spend(2_000 + (source.length >>> 2));
  if (source.includes('-----BEGIN'))
    return [{ key: publicKey(PEM.test(source) ? source : refuse('extra data around the PEM block')) }];
  let parsed: Jwk & { keys?: Jwk[] };
  try {
    parsed = JSON.parse(source) as Jwk & { keys?: Jwk[] };
  } catch {
    return refuse('failed to parse a PEM key or a JWK');
  }
  if (!Array.isArray(parsed.keys)) return [fromJwk(parsed)];
  spend(2_000 * parsed.keys.length);
  return parsed.keys.filter(({ kty }) => kty === 'RSA' || kty === 'EC' || kty === 'OKP').map(fromJwk);
}

function fromJwk(jwk: Jwk): VerificationKey {
  const found: VerificationKey = { key: publicKey({ key: jwk as Record<string, string>, format: 'jwk' }) };
  if (jwk.kid) found.kid = jwk.kid;
  if (jwk.alg) found.alg = jwk.alg;
  return found;
}

function publicKey(source: Parameters<typeof createPublicKey>[0]): KeyObject {
  try {
    return createPublicKey(source);
  } catch {
    return refuse('failed to read the public key');
  }
}

/** Steps of one check by curve; the small one has code of its own in every library. */
const CURVE_STEPS: Record<string, number> = { prime256v1: 4_000, secp384r1: 20_000 };
const OTHER_CURVE_STEPS = 40_000;
/** As in Go; checks with larger ones take as long as signing. */
const MAX_EXPONENT = 2n ** 31n - 1n;

function spendCheck({ asymmetricKeyDetails: details = {} }: KeyObject): void {
  const { namedCurve, modulusLength, publicExponent = 0n } = details;
  if (publicExponent > MAX_EXPONENT) refuse('the public exponent is too large');
  if (namedCurve !== undefined) spend(CURVE_STEPS[namedCurve] ?? OTHER_CURVE_STEPS);
  else spend(4_000 + (((modulusLength ?? 0) ** 2) >>> 12));
}

/** Whether a signature over `signed` holds under one public key. A key of another kind never matches. */
export function verifyWithKey(algorithm: string, key: KeyObject, signed: string, signature: Buffer): boolean {
  spend(signed.length >>> 4);
  const family = algorithm.slice(0, 2);
  const wanted = family === 'ES' ? 'ec' : family === 'Ed' ? 'ed25519' : 'rsa';
  if (key.asymmetricKeyType !== wanted) return false;
  spendCheck(key);
  const hash = family === 'Ed' ? null : HASHES[algorithm.slice(2)]!;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  const options = family === 'PS' ? pss : family === 'ES' ? { dsaEncoding: 'ieee-p1363' as const } : {};
  return verify(hash, Buffer.from(signed), { key, ...options }, signature);
}

export function verifyWithSecret(algorithm: string, secret: string, signed: string, signature: Buffer): boolean {
  spend(400 + (signed.length >>> 4));
  const expected = createHmac(HASHES[algorithm.slice(2)]!, bytesOfText(secret)).update(signed).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

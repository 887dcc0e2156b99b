// Signature checks are pure functions of token and key; node:crypto is the reviewed implementation at hand.
import { type KeyObject, constants, createHmac, timingSafeEqual, verify } from 'node:crypto';
import { spend } from '../fuel.js';
import { bytesOfText } from '../texts/byte-texts.js';
import type { VerificationKey } from './jwt-keys.js';

const HASHES: Record<string, string> = { 256: 'sha256', 384: 'sha384', 512: 'sha512' };
const SALT_LENGTHS: Record<string, number> = { 256: 32, 384: 48, 512: 64 };

/** Steps of one check by curve; the small one has code of its own in every library. */
const CURVE_STEPS: Record<string, number> = { prime256v1: 4_000, secp384r1: 20_000 };
const OTHER_CURVE_STEPS = 40_000;
const CURVE_BYTES: Record<string, number> = { prime256v1: 32, secp384r1: 48, secp521r1: 66 };

/** As in Go; checks with larger exponents take as long as signing, and shorter keys prove nothing. */
const MAX_EXPONENT = 2n ** 31n - 1n;
const MIN_MODULUS = 1024;

/** What is signed, and the signature. */
export interface Signed {
  text: string;
  signature: Buffer;
}

/** `exact` also demands the lengths that the algorithm gives to salts and signatures, as `decode_verify` does. */
export function verifyWithKey(algorithm: string, { key, isPrivate }: VerificationKey, signed: Signed, exact: boolean): boolean {
  spend(signed.text.length >>> 4);
  const family = algorithm.slice(0, 2);
  if (key.type === 'secret') return exact && family === 'HS' && isMac(algorithm, key.export(), signed);
  if (isPrivate && !exact) return false;
  const wanted = family === 'ES' ? 'ec' : family === 'Ed' ? 'ed25519' : family === 'HS' ? undefined : 'rsa';
  if (wanted === undefined || key.asymmetricKeyType !== wanted) return false;
  if (family === 'ES') return verifyCurve(algorithm, key, signed, exact);
  return family === 'Ed' ? verifyEdwards(key, signed) : verifyRsa(algorithm, key, signed, exact);
}

function verifyEdwards(key: KeyObject, { text, signature }: Signed): boolean {
  spend(OTHER_CURVE_STEPS);
  return verify(null, Buffer.from(text), key, signature);
}

function verifyRsa(algorithm: string, key: KeyObject, { text, signature }: Signed, exact: boolean): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (publicExponent > MAX_EXPONENT || publicExponent < 2n || publicExponent % 2n === 0n || modulusLength < MIN_MODULUS)
    return false;
  spend(4_000 + ((modulusLength ** 2) >>> 12));
  const bits = algorithm.slice(2);
  const saltLength = exact ? SALT_LENGTHS[bits]! : constants.RSA_PSS_SALTLEN_AUTO;
  const options = algorithm.startsWith('PS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } : {};
  return verify(HASHES[bits]!, Buffer.from(text), { key, ...options }, signature);
}

/** The halves of a signature are two numbers; how many zeros stand before them counts only when asked for. */
function verifyCurve(algorithm: string, key: KeyObject, { text, signature }: Signed, exact: boolean): boolean {
  const { namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  spend(CURVE_STEPS[namedCurve] ?? OTHER_CURVE_STEPS);
  const size = CURVE_BYTES[namedCurve];
  if (size === undefined || (exact && signature.length !== size * 2)) return false;
  const half = signature.length >>> 1;
  const parts = [signature.subarray(0, half), signature.subarray(half)].map((part) => {
    const first = part.findIndex((byte) => byte !== 0);
    return first < 0 ? Buffer.alloc(0) : part.subarray(first);
  });
  if (parts.some(({ length }) => length > size)) return false;
  const padded = Buffer.concat(parts.flatMap((part) => [Buffer.alloc(size - part.length), part]));
  return verify(HASHES[algorithm.slice(2)]!, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, padded);
}

export function verifyWithSecret(algorithm: string, secret: string, signed: Signed): boolean {
  return algorithm.startsWith('HS') && isMac(algorithm, bytesOfText(secret), signed);
}

function isMac(algorithm: string, secret: Buffer, { text, signature }: Signed): boolean {
  spend(400 + (text.length >>> 4));
  const expected = createHmac(HASHES[algorithm.slice(2)]!, secret).update(text).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

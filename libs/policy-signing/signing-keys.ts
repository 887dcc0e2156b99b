import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, verify, type KeyObject } from 'node:crypto';

/** ES256: ECDSA on P-256 with SHA-256, r and s as 64 raw bytes. Ed25519: RFC 8032, 64 bytes. */
export const SIGNING_ALGORITHMS = ['ES256', 'Ed25519'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

export interface PublicKey {
  /** SHA-256 of the key's SPKI DER, lower-case hex: one per key, however the key was written down. */
  readonly keyId: string;
  /** Follows from the key itself. Nothing that is verified may say otherwise. */
  readonly algorithm: SigningAlgorithm;
  /** SPKI. */
  readonly pem: string;
}

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: PublicKey;
}

/** Why a text is no key that can be used here. The detail repeats nothing of the text. */
export interface UnusableKey {
  readonly unusable: 'private-key' | 'encrypted' | 'certificate' | 'algorithm' | 'too-large' | 'not-a-key';
  readonly detail: string;
}

export function isUnusableKey(value: PublicKey | SigningKey | UnusableKey): value is UnusableKey {
  return 'unusable' in value;
}

const MAX_CHARACTERS = 4_096;
const PRIVATE = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----|"d"\s*:/;
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;
/** One block and nothing else. */
const BLOCK = /^\s*-----BEGIN ([A-Z0-9 ]{1,40})-----[A-Za-z0-9+/=\s]*-----END \1-----\s*$/;

/** Hostile text: one PEM block `PUBLIC KEY` with a P-256 or Ed25519 key, at most 4,096 characters. */
export function readPublicKey(text: string): PublicKey | UnusableKey {
  if (PRIVATE.test(text))
    return unusable(
      'private-key',
      'this is a private key: it belongs to its owner alone, so treat it as stolen and make another',
    );
  if (text.length > MAX_CHARACTERS) return unusable('too-large', `a public key has at most ${MAX_CHARACTERS} characters`);
  const label = BLOCK.exec(text)?.[1];
  if (label?.includes('CERTIFICATE'))
    return unusable('certificate', 'this is a certificate: give the public key in it by itself');
  if (label?.startsWith('RSA')) return unusable('algorithm', 'an RSA key cannot be used: make an Ed25519 or a P-256 key');
  if (label !== 'PUBLIC KEY') return unusable('not-a-key', 'this is not one PEM block that begins with BEGIN PUBLIC KEY');
  try {
    return publicKeyOf(createPublicKey({ key: text.trim(), format: 'pem', type: 'spki' }));
  } catch {
    return unusable('not-a-key', 'the PEM block holds no public key');
  }
}

/** The signer's own file: PKCS #8 or SEC 1 PEM, not encrypted. What it gives back MUST NOT be sent or shown. */
export function readPrivateKey(text: string): SigningKey | UnusableKey {
  if (ENCRYPTED.test(text))
    return unusable('encrypted', 'this private key is encrypted: decrypt it into a file of its own first');
  if (text.includes('BEGIN OPENSSH')) return unusable('not-a-key', 'this is an OpenSSH key: convert it to PKCS #8');
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(text);
  } catch {
    return unusable('not-a-key', 'this is not a private key in PEM');
  }
  return signingKey(privateKey);
}

export function signingKey(privateKey: KeyObject): SigningKey | UnusableKey {
  const publicKey = publicKeyOf(createPublicKey(privateKey));
  return isUnusableKey(publicKey) ? publicKey : { privateKey, publicKey };
}

/** A new pair; `privatePem` is PKCS #8. */
export function generateSigningKey(algorithm: SigningAlgorithm): { readonly privatePem: string; readonly publicKey: PublicKey } {
  const { privateKey, publicKey } =
    algorithm === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const described = publicKeyOf(publicKey);
  if (isUnusableKey(described)) throw new Error(`a generated ${algorithm} key is not usable: ${described.detail}`);
  return { privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKey: described };
}

/** 64 bytes. The key MUST be one that `publicKeyOf` takes. */
export function signatureBy(privateKey: KeyObject, signed: Buffer): Buffer {
  return sign(digestFor(algorithmOf(privateKey)), signed, { key: privateKey, dsaEncoding: 'ieee-p1363' });
}

/** Whether these 64 bytes are a signature over `signed` by this key, by the key's own algorithm. */
export function isSignedBy({ pem, algorithm }: PublicKey, signed: Buffer, signature: Buffer): boolean {
  const key = createPublicKey(pem);
  if (algorithmOf(key) !== algorithm) return false;
  return verify(digestFor(algorithm), signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function digestFor(algorithm: SigningAlgorithm | undefined): 'sha256' | null {
  return algorithm === 'Ed25519' ? null : 'sha256';
}

function algorithmOf(key: KeyObject): SigningAlgorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'Ed25519';
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : undefined;
}

function publicKeyOf(given: KeyObject): PublicKey | UnusableKey {
  const algorithm = algorithmOf(given);
  if (!algorithm) return unusable('algorithm', `${kindOf(given)} cannot be used: make an Ed25519 or a P-256 key`);
  // Written anew from its numbers: a compressed point or a curve spelt out is the same key and must not get another id.
  const key = createPublicKey({ key: given.export({ format: 'jwk' }), format: 'jwk' });
  const keyId = hash('sha256', key.export({ type: 'spki', format: 'der' }), 'hex');
  return { keyId, algorithm, pem: key.export({ type: 'spki', format: 'pem' }).toString() };
}

function kindOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string {
  return type === 'ec' ? `an EC key on ${details?.namedCurve ?? 'another curve'}` : `a key of the kind ${type}`;
}

function unusable(because: UnusableKey['unusable'], detail: string): UnusableKey {
  return { unusable: because, detail };
}

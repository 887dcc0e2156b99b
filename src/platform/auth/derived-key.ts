import { createECDH, createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';

/** A P-256 key pair. */
export interface DerivedKey {
  /** SHA-256 of the public key's SPKI DER, hex. */
  readonly keyId: string;
  /** SPKI. */
  readonly publicPem: string;
  readonly privateKey: KeyObject;
}

/** Order of the group of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** 128 bits more than the order has, so that taking the remainder leaves no bias (FIPS 186-5, A.2.1). */
const SEED_BYTES = 48;

/** The key that follows from the deployment key and a purpose: every process has the same one, and none says anything about another. */
export function derivedKey(deploymentKey: Buffer, purpose: string): DerivedKey {
  const privateKey = privateKeyOf(hkdfSync('sha256', deploymentKey, 'writ', purpose, SEED_BYTES));
  const publicKey = createPublicKey(privateKey);
  const keyId = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return { keyId, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey };
}

function privateKeyOf(seed: ArrayBuffer): KeyObject {
  const scalar = (BigInt(`0x${Buffer.from(seed).toString('hex')}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  // 0x04, then x and y of 32 bytes each.
  const point = curve.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  const jwk = { kty: 'EC', crv: 'P-256', d: d.toString('base64url'), x: x.toString('base64url'), y: y.toString('base64url') };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

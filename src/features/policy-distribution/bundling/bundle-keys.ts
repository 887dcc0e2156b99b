import { createECDH, createHash, createPrivateKey, createPublicKey, hkdfSync, sign, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { BoundedMap } from '#libs/bounded';
import type { BundleSigner } from '#libs/opa-bundle';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';

export const BundleKeyView = z
  .object({
    keyId: z.string().describe('SHA-256 of the key, hex: the `keyid` of OPA and the `kid` of the signatures.'),
    algorithm: z.literal('ES256'),
    publicKey: z.string().describe('SPKI PEM.'),
  })
  .meta({ id: 'BundleKey' });
export type BundleKeyView = z.output<typeof BundleKeyView>;

interface BundleKey extends BundleKeyView {
  readonly signer: BundleSigner;
}

/** Order of the group of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** 128 bits more than the order has, so that taking the remainder leaves no bias (FIPS 186-5, A.2.1). */
const SEED_BYTES = 48;

/**
 * The key that signs a tenant's bundles for OPA, derived from the deployment key and the tenant's id: there is nothing to
 * store, to replicate or to lose, every process has the same one, and no tenant's key says anything about another's. What it
 * proves is that the bundle comes from this deployment unaltered; who stands behind the policy is told by the DSSE envelope
 * of its revision. The price: it changes exactly when the deployment key does, and whoever has that key can sign as well.
 */
@Injectable()
export class BundleKeys {
  private readonly keys = new BoundedMap<string, BundleKey>(1_000);

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  signer(tenant: string): BundleSigner {
    return this.of(tenant).signer;
  }

  view(tenant: string): BundleKeyView {
    const { keyId, algorithm, publicKey } = this.of(tenant);
    return { keyId, algorithm, publicKey };
  }

  private of(tenant: string): BundleKey {
    const known = this.keys.get(tenant);
    if (known) return known;
    const made = derivedKey(this.configuration.deploymentKey, tenant);
    this.keys.set(tenant, made);
    return made;
  }
}

function derivedKey(deploymentKey: Buffer, tenant: string): BundleKey {
  const privateKey = privateKeyOf(hkdfSync('sha256', deploymentKey, 'writ', `opa-bundle-key/${tenant}`, SEED_BYTES));
  const publicKey = createPublicKey(privateKey);
  const keyId = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return {
    keyId,
    algorithm: 'ES256',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    signer: { keyId, sign: (bytes) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }) },
  };
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

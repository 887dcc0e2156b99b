import { sign } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { BoundedMap } from '#libs/bounded';
import type { BundleSigner } from '#libs/opa-bundle';
import { derivedKey } from '#platform/auth/derived-key';
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
    const made = bundleKey(this.configuration.deploymentKey, tenant);
    this.keys.set(tenant, made);
    return made;
  }
}

function bundleKey(deploymentKey: Buffer, tenant: string): BundleKey {
  const { keyId, publicPem, privateKey } = derivedKey(deploymentKey, `opa-bundle-key/${tenant}`);
  const signer = {
    keyId,
    sign: (bytes: Buffer) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' as const }),
  };
  return { keyId, algorithm: 'ES256', publicKey: publicPem, signer };
}

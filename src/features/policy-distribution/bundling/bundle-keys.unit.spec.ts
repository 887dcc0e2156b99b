import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { Configuration } from '#platform/config/configuration';
import { BundleKeys } from './bundle-keys.js';

const keysOf = (deploymentKey: Buffer) => new BundleKeys({ deploymentKey } as Configuration);

it('the key of a tenant follows from the deployment key and the tenant, and signs what its public half verifies', () => {
  const deploymentKey = randomBytes(32);
  const seen = new Set<string>();
  for (let i = 0; i < 50; i += 1) {
    const tenant = `tenant-${i}`;
    const { keyId, publicKey, algorithm } = keysOf(deploymentKey).view(tenant);
    const key = createPublicKey(publicKey);
    expect([algorithm, key.asymmetricKeyType, key.asymmetricKeyDetails?.namedCurve]).toStrictEqual(['ES256', 'ec', 'prime256v1']);
    const der = key.export({ type: 'spki', format: 'der' });
    expect(keyId).toBe(createHash('sha256').update(der).digest('hex'));
    const signer = keysOf(deploymentKey).signer(tenant);
    const signature = signer.sign(Buffer.from('text'));
    expect([signature.length, signer.keyId]).toStrictEqual([64, keyId]);
    expect(verify('sha256', Buffer.from('text'), { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    seen.add(keyId);
  }
  seen.add(keysOf(randomBytes(32)).view('tenant-0').keyId);
  expect(seen.size).toBe(51);
});

it('the derivation never changes: clients have its keys configured', () => {
  const { keyId } = keysOf(Buffer.alloc(32, 'a deployment key of 32 bytes ...')).view('acme');
  expect(keyId).toBe('7eaae44e0bb1eff5807a154d8813de73ec239f8ec5a5438c9051b2c68360ec18');
});

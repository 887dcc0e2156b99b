import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isUnusableKey, preAuthEncoding, readPublicKey, type PublicKey } from '#libs/policy-signing';
import { DOSSIER_PAYLOAD, DOSSIER_TYPE, dossierIn, signDossier, verifyDossier, type ChangeDossier } from './index.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString()) as PublicKey;
assert(!isUnusableKey(key));
const keys = new Map([[key.keyId, key]]);
const content = (revision: number) => ({
  revision,
  digest: 'a'.repeat(64),
  planDigest: 'b'.repeat(64),
  dataDigest: 'c'.repeat(64),
  entrypoint: 'writ/decision',
});
const dossier: ChangeDossier = {
  type: DOSSIER_TYPE,
  tenant: 'acme',
  policy: 'refunds',
  subject: content(2),
  against: content(1),
  madeAt: '2026-11-29T12:00:00.000Z',
  madeBy: 'ann',
  engine: 'writ 1',
  summary: { tests: null, structure: null, meaning: 'looser', invariants: null, history: null, shadow: null },
  objections: ['unknown-tools-denied is refuted'],
  parts: { meaning: { relation: 'looser', example: { tool: 'wire' } } },
};

describe('a signed change dossier', () => {
  const { envelope, digest } = signDossier(dossier, privateKey);

  it('is good for the key that signed it, and holds what was signed under the digest of the ledger', () => {
    expect(verifyDossier(envelope, keys)).toStrictEqual({ ok: true, keyId: key.keyId, digest, dossier });
    expect(dossierIn(envelope)).toStrictEqual(dossier);
    expect(digest).toBe(createHash('sha256').update(Buffer.from(envelope.payload, 'base64')).digest('hex'));
    expect(verifyDossier(envelope, new Map())).toMatchObject({ ok: false, problem: 'unknown-key' });
  });

  it('is bad with any byte of it changed, and as anything else that the key signed', () => {
    const payload = Buffer.from(envelope.payload, 'base64');
    fc.assert(
      fc.property(fc.nat(payload.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(payload);
        changed[at] = (changed[at] as number) ^ by;
        const result = verifyDossier({ ...envelope, payload: changed.toString('base64') }, keys);
        expect(result).toMatchObject({ ok: false, problem: 'signature' });
      }),
    );
    expect(verifyDossier({ ...envelope, payloadType: 'application/json' }, keys)).toMatchObject({ problem: 'payload-type' });
    expect(preAuthEncoding(DOSSIER_PAYLOAD, payload).toString()).toContain('application/vnd.writ.change-dossier+json');
  });

  it('is no dossier with a member too many, or in another spelling', () => {
    for (const text of [JSON.stringify({ ...dossier, more: 1 }), JSON.stringify(dossier, null, 1), '{}', '[', '']) {
      const payload = Buffer.from(text).toString('base64');
      expect(dossierIn({ ...envelope, payload })).toBeUndefined();
    }
    expect(() => signDossier({ ...dossier, madeAt: 'today' }, privateKey)).toThrow();
  });
});

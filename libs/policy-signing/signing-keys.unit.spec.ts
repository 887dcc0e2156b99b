import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import {
  generateSigningKey,
  isUnusableKey,
  readPrivateKey,
  readPublicKey,
  SIGNING_ALGORITHMS,
  type PublicKey,
  type UnusableKey,
} from './signing-keys.js';

const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const body = (pem: string) => pem.replaceAll(/-----.*-----|\s/g, '');
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = ec('P-256');

function usable(text: string): PublicKey {
  const key = readPublicKey(text);
  return isUnusableKey(key) ? assert.fail(key.detail) : key;
}

function why(key: ReturnType<typeof readPublicKey> | ReturnType<typeof readPrivateKey>): UnusableKey['unusable'] | undefined {
  return isUnusableKey(key) ? key.unusable : undefined;
}

describe('a public key', () => {
  it('is named by the SHA-256 of its SPKI DER and knows its algorithm', () => {
    for (const [algorithm, pair] of [['ES256', p256] as const, ['Ed25519', generateKeyPairSync('ed25519')] as const]) {
      const key = usable(spki(pair.publicKey));
      const der = pair.publicKey.export({ type: 'spki', format: 'der' });
      expect(key).toStrictEqual({ keyId: createHash('sha256').update(der).digest('hex'), algorithm, pem: spki(pair.publicKey) });
    }
  });

  it('has one id, however it was written down', () => {
    const pem = spki(p256.publicKey);
    const { x = '', y = '' } = p256.publicKey.export({ format: 'jwk' });
    const odd = (Buffer.from(y, 'base64url').at(-1) ?? 0) & 1;
    const compressed = Buffer.concat([
      Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex'),
      Buffer.from([2 + odd]),
      Buffer.from(x, 'base64url'),
    ]).toString('base64');
    const spellings = [
      pem.replaceAll('\n', '\r\n'),
      `\n  ${pem.trimEnd()}\n\n`,
      `-----BEGIN PUBLIC KEY-----\n${body(pem)}\n-----END PUBLIC KEY-----`,
      `-----BEGIN PUBLIC KEY-----\n${compressed}\n-----END PUBLIC KEY-----`,
    ];
    for (const spelling of spellings) expect(usable(spelling)).toStrictEqual(usable(pem));
  });

  it('is refused by name when it is something else', () => {
    const named = (label: string, content = body(spki(p256.publicKey))) =>
      `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`;
    const cases: [string, UnusableKey['unusable']][] = [
      [p256.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'private-key'],
      [p256.privateKey.export({ type: 'sec1', format: 'pem' }).toString(), 'private-key'],
      [rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 'private-key'],
      [
        p256.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
        'private-key',
      ],
      [named('OPENSSH PRIVATE KEY', 'AAAA'), 'private-key'],
      [`${spki(p256.publicKey)}${p256.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}`, 'private-key'],
      [JSON.stringify(p256.privateKey.export({ format: 'jwk' })), 'private-key'],
      [`${' '.repeat(5_000)}${p256.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}`, 'private-key'],
      [named('CERTIFICATE'), 'certificate'],
      [named('CERTIFICATE REQUEST'), 'certificate'],
      [spki(rsa.publicKey), 'algorithm'],
      [rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 'algorithm'],
      ...['P-384', 'P-521', 'secp256k1'].map((curve): [string, 'algorithm'] => [spki(ec(curve).publicKey), 'algorithm']),
      [spki(generateKeyPairSync('ed448').publicKey), 'algorithm'],
      [spki(generateKeyPairSync('x25519').publicKey), 'algorithm'],
      [`${spki(p256.publicKey)}${' '.repeat(4_096)}`, 'too-large'],
      [`${spki(p256.publicKey)}${spki(p256.publicKey)}`, 'not-a-key'],
      [`comment\n${spki(p256.publicKey)}`, 'not-a-key'],
      [named('PUBLIC KEY', 'AAAA'), 'not-a-key'],
      [named('PUBLIC KEY', ''), 'not-a-key'],
      [body(spki(p256.publicKey)), 'not-a-key'],
      ['', 'not-a-key'],
    ];
    for (const [text, because] of cases) expectThat(`${because}: ${text.slice(0, 60)}`, why(readPublicKey(text))).toBe(because);
  });

  it('is refused without a word of what was given, and never by throwing', () => {
    const secret = p256.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const told = JSON.stringify(readPublicKey(secret));
    for (const line of secret.split('\n').filter((text) => text && !text.startsWith('---'))) expect(told).not.toContain(line);
    const der = p256.publicKey.export({ type: 'spki', format: 'der' });
    fc.assert(
      fc.property(fc.nat(der.length * 8 - 1), (bit) => {
        const copy = Buffer.from(der);
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const key = readPublicKey(`-----BEGIN PUBLIC KEY-----\n${copy.toString('base64')}\n-----END PUBLIC KEY-----`);
        // A point that is not on the curve is no key; a flip that gives another key gives another id.
        if (!isUnusableKey(key)) expect(usable(key.pem).keyId).toBe(key.keyId);
      }),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(isUnusableKey(readPublicKey(text))).toBe(true)));
  });

  it('is not a point off the curve', () => {
    const der = p256.publicKey.export({ type: 'spki', format: 'der' });
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const pem = `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----`;
    expect(why(readPublicKey(pem))).toBe('not-a-key');
  });
});

describe('a private key', () => {
  it('leads to the public key of its pair', () => {
    for (const algorithm of SIGNING_ALGORITHMS) {
      const { privatePem, publicKey } = generateSigningKey(algorithm);
      expect(publicKey.algorithm).toBe(algorithm);
      expect(privatePem).toMatch(/^-----BEGIN PRIVATE KEY-----/);
      const key = readPrivateKey(privatePem);
      assert(!isUnusableKey(key));
      expect(key.publicKey).toStrictEqual(publicKey);
      expect(usable(spki(createPublicKey(privatePem)))).toStrictEqual(publicKey);
    }
    const sec1 = readPrivateKey(p256.privateKey.export({ type: 'sec1', format: 'pem' }).toString());
    expect(!isUnusableKey(sec1) && sec1.publicKey.keyId === usable(spki(p256.publicKey)).keyId).toBe(true);
  });

  it('is refused by name when it cannot sign here', () => {
    const encrypted = { cipher: 'aes-256-cbc', passphrase: 'x' };
    const cases: [string, UnusableKey['unusable']][] = [
      [p256.privateKey.export({ type: 'pkcs8', format: 'pem', ...encrypted }).toString(), 'encrypted'],
      [p256.privateKey.export({ type: 'sec1', format: 'pem', ...encrypted }).toString(), 'encrypted'],
      [rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'algorithm'],
      [ec('P-384').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'algorithm'],
      ['-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n', 'not-a-key'],
      [spki(p256.publicKey), 'not-a-key'],
      ['', 'not-a-key'],
    ];
    for (const [text, because] of cases) expectThat(text.slice(0, 60), why(readPrivateKey(text))).toBe(because);
  });
});

import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, webcrypto } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { preAuthEncoding, type Envelope } from './dsse.js';
import { signStatement, verifyEnvelope } from './envelope.js';
import { PAYLOAD_TYPE, statementBytes, type RevisionStatement } from './revision-statement.js';
import {
  generateSigningKey,
  isSignedBy,
  isUnusableKey,
  readPrivateKey,
  readPublicKey,
  signatureBy,
  SIGNING_ALGORITHMS,
  type PublicKey,
} from './signing-keys.js';

const statement: RevisionStatement = {
  type: 'writ-policy-revision/1',
  tenant: 'acme',
  policy: 'gate',
  revision: 3,
  digest: 'a'.repeat(64),
  planDigest: 'b'.repeat(64),
  dataDigest: 'c'.repeat(64),
  entrypoint: 'writ/decision',
};
const pairs = SIGNING_ALGORITHMS.map((algorithm) => ({ algorithm, ...generateSigningKey(algorithm) }));
const [ecPair, edPair] = pairs as [(typeof pairs)[number], (typeof pairs)[number]];
const keysOf = (...keys: PublicKey[]) => new Map(keys.map((key) => [key.keyId, key]));
const all = keysOf(...pairs.map(({ publicKey }) => publicKey));

function problemOf(envelope: unknown, keys = all): string | undefined {
  const result = verifyEnvelope(envelope, keys);
  return result.ok ? undefined : result.problem;
}

/** Signs any bytes as any type, as somebody would who does not use this lib. */
function signedBytes(payload: Buffer | string, { privatePem, publicKey } = edPair, type = PAYLOAD_TYPE): Envelope {
  const key = readPrivateKey(privatePem);
  if (isUnusableKey(key)) assert.fail(key.detail);
  const bytes = Buffer.from(payload);
  const sig = signatureBy(key.privateKey, preAuthEncoding(type, bytes)).toString('base64');
  return { payload: bytes.toString('base64'), payloadType: type, signatures: [{ keyid: publicKey.keyId, sig }] };
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = bit % (bytes.length * 8);
  copy[at >> 3] = (copy[at >> 3] ?? 0) ^ (1 << (at & 7));
  return copy;
}

describe('the bytes under a signature', () => {
  it('are those of the DSSE specification, and its signature is good', () => {
    const signed = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(signed.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    const coordinate = (decimal: string) =>
      Buffer.from(BigInt(decimal).toString(16).padStart(64, '0'), 'hex').toString('base64url');
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: coordinate('46950820868899156662930047687818585632848591499744589407958293238635476079160'),
      y: coordinate('5640078356564379163099075877009565129882514886557779369047442380624545832820'),
    };
    const key = readPublicKey(createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString());
    if (isUnusableKey(key)) assert.fail(key.detail);
    const theirs = 'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==';
    expect(isSignedBy(key, signed, Buffer.from(theirs, 'base64'))).toBe(true);
    expect(isSignedBy(key, flipped(signed, 8), Buffer.from(theirs, 'base64'))).toBe(false);
  });

  it('count bytes, not characters, and tell type from payload', () => {
    expect(preAuthEncoding('é', Buffer.from('😀')).toString()).toBe('DSSEv1 2 é 4 😀');
    fc.assert(
      fc.property(fc.tuple(fc.string(), fc.string()), fc.tuple(fc.string(), fc.string()), ([t1, p1], [t2, p2]) => {
        const same = preAuthEncoding(t1, Buffer.from(p1)).equals(preAuthEncoding(t2, Buffer.from(p2)));
        expect(same).toBe(t1.toWellFormed() === t2.toWellFormed() && p1.toWellFormed() === p2.toWellFormed());
      }),
    );
  });
});

for (const pair of pairs) {
  const { algorithm, privatePem, publicKey } = pair;
  describe(`an envelope signed with ${algorithm}`, () => {
    const envelope = signStatement(statement, privatePem);
    const [{ keyid, sig }] = envelope.signatures as [Envelope['signatures'][number]];

    it('is good for its key, and says what was signed', () => {
      expect(verifyEnvelope(envelope, all)).toStrictEqual({ ok: true, keyId: publicKey.keyId, statement });
      expect(verifyEnvelope(parseJson(JSON.stringify(envelope)), keysOf(publicKey))).toStrictEqual({
        ok: true,
        keyId: publicKey.keyId,
        statement,
      });
      expect(JSON.stringify(envelope)).not.toContain(privatePem.split('\n')[1] ?? '');
    });

    it('is bad with any bit of payload or signature changed', () => {
      const payload = Buffer.from(envelope.payload, 'base64');
      const signature = Buffer.from(sig, 'base64');
      fc.assert(
        fc.property(fc.nat(), (bit) => {
          expect(problemOf({ ...envelope, payload: flipped(payload, bit).toString('base64') })).toBe('signature');
          const signatures = [{ keyid, sig: flipped(signature, bit).toString('base64') }];
          expect(problemOf({ ...envelope, signatures })).toBe('signature');
        }),
        { numRuns: 300 },
      );
    });

    it('is bad with any character of its text changed', () => {
      const text = JSON.stringify(envelope);
      fc.assert(
        fc.property(fc.nat(text.length - 1), fc.constantFrom(...'AZaz09+/=-_."{}[]:, \\'), (at, put) => {
          // The other alphabet of base64 spells the same bytes.
          fc.pre(text[at] !== put && !['+-', '-+', '/_', '_/'].includes(`${text[at]}${put}`));
          let changed: unknown;
          try {
            changed = parseJson(text.slice(0, at) + put + text.slice(at + 1));
          } catch {
            return;
          }
          const result = verifyEnvelope(changed, all);
          expectThat(`${put} at ${at}`, result.ok).toBe(false);
        }),
        { numRuns: 1_000 },
      );
    });

    it('is bad as another type, or signed as another type', () => {
      expect(problemOf({ ...envelope, payloadType: `${PAYLOAD_TYPE} ` })).toBe('payload-type');
      const other = signedBytes(statementBytes(statement), pair, 'application/vnd.in-toto+json');
      expect(problemOf(other)).toBe('payload-type');
      expect(problemOf({ ...other, payloadType: PAYLOAD_TYPE })).toBe('signature');
    });

    it('is of no use for another statement', () => {
      const others: Partial<RevisionStatement>[] = [
        { tenant: 'other' },
        { policy: 'other' },
        { revision: 4 },
        { digest: 'd'.repeat(64) },
        { planDigest: 'd'.repeat(64) },
        { dataDigest: 'd'.repeat(64) },
        { entrypoint: 'writ/other' },
      ];
      for (const change of others) {
        const payload = statementBytes({ ...statement, ...change }).toString('base64');
        expectThat(JSON.stringify(change), problemOf({ ...envelope, payload })).toBe('signature');
      }
    });

    it('is what another implementation verifies, and takes what that one signs', async () => {
      const { subtle } = webcrypto;
      const import_ = algorithm === 'ES256' ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'Ed25519' };
      const use = algorithm === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'Ed25519' };
      const der = (pem: string) => Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64');
      const theirPublic = await subtle.importKey('spki', der(publicKey.pem), import_, true, ['verify']);
      const theirPrivate = await subtle.importKey('pkcs8', der(privatePem), import_, true, ['sign']);
      const signed = preAuthEncoding(PAYLOAD_TYPE, statementBytes(statement));
      expect(await subtle.verify(use, theirPublic, Buffer.from(sig, 'base64'), signed)).toBe(true);
      const theirs = Buffer.from(await subtle.sign(use, theirPrivate, signed)).toString('base64');
      expect(problemOf({ ...envelope, signatures: [{ keyid, sig: theirs }] })).toBeUndefined();
    });
  });
}

describe('the key', () => {
  it('has to be one that counts, and its id is not taken at its word', () => {
    const envelope = signStatement(statement, ecPair.privatePem);
    const stranger = generateSigningKey('ES256').publicKey;
    expect(problemOf(envelope, new Map())).toBe('unknown-key');
    expect(problemOf(envelope, keysOf(stranger))).toBe('unknown-key');
    const renamed = { ...envelope, signatures: envelope.signatures.map(({ sig }) => ({ keyid: stranger.keyId, sig })) };
    expect(problemOf(renamed, keysOf(stranger))).toBe('signature');
  });

  it('decides the algorithm alone', () => {
    const envelope = signStatement(statement, ecPair.privatePem);
    const confused = new Map([[ecPair.publicKey.keyId, { ...ecPair.publicKey, algorithm: 'Ed25519' as const }]]);
    expect(problemOf(envelope, confused)).toBe('signature');
    const swapped = new Map([[ecPair.publicKey.keyId, edPair.publicKey]]);
    expect(problemOf(envelope, swapped)).toBe('signature');
    expect(problemOf({ ...envelope, alg: 'none' })).toBe('malformed');
  });

  it('is refused for signing when it is none of the two kinds', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(() => signStatement(statement, rsa)).toThrow(TypeError);
    expect(() => signStatement(statement, edPair.publicKey.pem)).toThrow(TypeError);
    expect(() => signStatement({ ...statement, revision: 0 }, edPair.privatePem)).toThrow();
  });
});

describe('several signatures', () => {
  const both = (): Envelope => {
    const [one, two] = pairs.map(({ privatePem }) => signStatement(statement, privatePem)) as [Envelope, Envelope];
    return { ...one, signatures: [...one.signatures, ...two.signatures] };
  };

  it('are good when one by a key that counts is', () => {
    const envelope = both();
    for (const { publicKey } of pairs)
      expect(verifyEnvelope(envelope, keysOf(publicKey))).toStrictEqual({ ok: true, keyId: publicKey.keyId, statement });
    const [first, second] = envelope.signatures as [Envelope['signatures'][number], Envelope['signatures'][number]];
    const spoilt = { ...envelope, signatures: [{ ...first, sig: second.sig }, second] };
    expect(verifyEnvelope(spoilt, all)).toStrictEqual({ ok: true, keyId: second.keyid, statement });
    expect(problemOf(spoilt, keysOf(ecPair.publicKey))).toBe('signature');
  });

  it('are at most eight, each by another key', () => {
    const envelope = both();
    const more = Array.from(
      { length: 6 },
      () => signStatement(statement, generateSigningKey('Ed25519').privatePem).signatures,
    ).flat();
    expect(problemOf({ ...envelope, signatures: [...envelope.signatures, ...more] })).toBeUndefined();
    const nine = [
      ...envelope.signatures,
      ...more,
      ...signStatement(statement, generateSigningKey('Ed25519').privatePem).signatures,
    ];
    expect(problemOf({ ...envelope, signatures: nine })).toBe('malformed');
    expect(problemOf({ ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] })).toBe('malformed');
    expect(problemOf({ ...envelope, signatures: [] })).toBe('malformed');
  });
});

describe('signatures of other systems', () => {
  const envelope = signStatement(statement, edPair.privatePem);
  const foreignIds = ['', 'arn:example:key/7', 'é😀', '0x7', edPair.publicKey.keyId.toUpperCase(), 'x'.repeat(8_000)];

  it('do no harm to a good one, whatever their key ids and sizes', () => {
    const others = foreignIds.map((keyid) => ({ keyid, sig: Buffer.alloc(256, keyid).toString('base64url') }));
    for (const signatures of [
      [...envelope.signatures, ...others],
      [...others, ...envelope.signatures],
    ])
      expect(verifyEnvelope({ ...envelope, signatures }, all)).toStrictEqual({
        ok: true,
        keyId: edPair.publicKey.keyId,
        statement,
      });
  });

  it("are nobody's when they are alone, and their ids are not repeated", () => {
    for (const keyid of foreignIds) {
      const signatures = [{ keyid, sig: envelope.signatures[0]?.sig as string }];
      const result = verifyEnvelope({ ...envelope, signatures }, all);
      assert(!result.ok && result.problem === 'unknown-key');
      expect([result.detail, result.keyIds]).toStrictEqual([
        'signed by 1 key of other systems, and none of these keys counts here',
        [],
      ]);
    }
  });

  it('may be in either alphabet of base64, padded, but not in both at once', () => {
    const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_');
    for (let i = 0; i < 40; i += 1) {
      const { privatePem, publicKey } = generateSigningKey(i % 2 === 0 ? 'Ed25519' : 'ES256');
      const signed = signStatement(statement, privatePem);
      const [{ keyid, sig }] = signed.signatures as [Envelope['signatures'][number]];
      const safe = { ...signed, payload: urlSafe(signed.payload), signatures: [{ keyid, sig: urlSafe(sig) }] };
      expect(problemOf(safe, keysOf(publicKey))).toBeUndefined();
      const mixed = sig.replace(/[+/]/, (character) => (character === '+' ? '-' : '_'));
      if (/[+/]/.test(mixed) && mixed !== sig)
        expect(problemOf({ ...signed, signatures: [{ keyid, sig: mixed }] }, keysOf(publicKey))).toBe('malformed');
    }
  });
});

describe('a payload that was really signed', () => {
  const text = statementBytes(statement).toString();
  const spellings: Record<string, string | Buffer> = {
    'with a member twice': text.replace('{', '{"tenant":"other",'),
    'with a member more': text.replace('{', '{"and":1,'),
    'with a __proto__': text.replace('{', '{"__proto__":{"tenant":"other"},'),
    'with a member less': text.replace(/"entrypoint":"[^"]*",/, ''),
    'with white space': text.replace(',', ', '),
    'with a line end': `${text}\n`,
    'with another order': text.replace(/^\{(.*?),(.*)\}$/, '{$2,$1}'),
    'with an escape': text.replace('acme', String.raw`\u0061cme`),
    'with another spelling of its number': text.replace('"revision":3', '"revision":3.0'),
    'with a fraction': text.replace('"revision":3', '"revision":3.5'),
    'with revision 0': text.replace('"revision":3', '"revision":0'),
    'with a byte order mark': `\ufeff${text}`,
    'of another version': text.replace('revision/1', 'revision/2'),
    'of upper-case digests': text.replace(/a{64}/, 'A'.repeat(64)),
    'that is not UTF-8': Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0x7d])]),
    'that is empty': '',
    'that is a list': '[]',
    'that is null': 'null',
    'nested beyond any reader': '['.repeat(30_000),
  };
  for (const [what, payload] of Object.entries(spellings)) {
    it(`is refused ${what}`, () => {
      expect(payload).not.toBe(text);
      expect(problemOf(signedBytes(payload))).toBe('statement');
    });
  }
  it('is taken in its one spelling', () => expect(problemOf(signedBytes(text))).toBeUndefined());
});

describe('what is no envelope', () => {
  const envelope = signStatement(statement, edPair.privatePem);
  const [signature] = envelope.signatures as [Envelope['signatures'][number]];

  it('is malformed, whatever it is', () => {
    const shapes: unknown[] = [
      undefined,
      null,
      '',
      JSON.stringify(envelope),
      [],
      {},
      { ...envelope, payload: envelope.payload.replaceAll('=', '') },
      { ...envelope, payload: `${envelope.payload}\n` },
      { ...envelope, payload: `+-${envelope.payload.slice(2)}` },
      { ...envelope, signatures: signature },
      { ...envelope, signatures: [{ ...signature, cert: 'x' }] },
      { ...envelope, signatures: [{ sig: signature.sig }] },
      { ...envelope, signatures: [{ ...signature, sig: signature.sig.replace(/==$/, '') }] },
      { ...envelope, signatures: [{ ...signature, sig: Buffer.alloc(63).toString('base64') }] },
      { ...envelope, signatures: [{ ...signature, sig: Buffer.alloc(65).toString('base64') }] },
      {
        ...envelope,
        signatures: [{ ...signature, sig: signature.sig.replace(/.==$/, (end) => (end === 'Q==' ? 'R==' : 'B==')) }],
      },
      { ...envelope, payload: 'A'.repeat(65_536) },
      { ...envelope, payload: 'A'.repeat(70_000) },
    ];
    for (const shape of shapes) expectThat(JSON.stringify(shape)?.slice(0, 300), problemOf(shape)).toBe('malformed');
    fc.assert(fc.property(fc.anything(), (value) => expect(problemOf(value)).toBe('malformed')));
  });

  it('is told without repeating it', () => {
    const mark = 'something-the-sender-chose';
    const hostile = [
      { ...envelope, [mark]: 1 },
      { ...envelope, payloadType: mark },
      { ...envelope, payload: mark },
      { ...envelope, signatures: [{ keyid: mark, sig: mark }] },
      signedBytes(JSON.stringify({ ...statement, [mark]: mark })),
    ];
    for (const value of hostile) {
      const result = verifyEnvelope(value, all);
      expect(!result.ok && result.detail.length > 0 && !result.detail.includes(mark)).toBe(true);
    }
  });
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, expect } from '@jest/globals';
import { fc, it } from '@fast-check/jest';
import type { EventEnvelope, JsonObject } from '#libs/event-sourcing';
import {
  canonicalEnvelope,
  canonicalJson,
  chainOf,
  digestOf,
  envelopeDigest,
  exportLine,
  exportTrailer,
  GENESIS_CHAIN,
} from '#libs/evidence';
import { chained, sampleLedger } from '#libs/evidence/testing';

describe('ledger hashes', () => {
  it.prop([anyEnvelope()])('hash the canonical form of the whole envelope', (envelope) => {
    const expected = canonicalJson(envelope as unknown as JsonObject);
    expect(canonicalEnvelope(envelope)).toBe(expected);
    expect(canonicalEnvelope(envelope, canonicalJson(envelope.data))).toBe(expected);
    expect(digestOf(expected)).toBe(createHash('sha256').update(expected, 'utf8').digest('hex'));
  });

  it.prop([anyEnvelope(), fc.constantFrom('', 'é', '💥'), fc.constantFrom(0, 1, 10_700, 10_800, 21_400, 21_800, 70_000)])(
    'are the same where the text of the whole is not made, however large it is and whatever was hashed before',
    (envelope, text, times) => {
      const data = canonicalJson({ before: envelope.data, text: text.repeat(times) });
      expect(envelopeDigest(envelope, data)).toBe(digestOf(canonicalEnvelope(envelope, data)));
    },
  );

  it('chain each digest to all before it', () => {
    const digest = digestOf('x');
    const first = createHash('sha256')
      .update(Buffer.from([0x02]))
      .update(Buffer.alloc(32))
      .update(Buffer.from(digest, 'hex'))
      .digest('hex');
    expect(chainOf(GENESIS_CHAIN, digest)).toBe(first);
    expect(chainOf(first, digest)).not.toBe(first);
  });
});

describe('export lines', () => {
  it.prop([anyEnvelope()])('are the canonical form of the envelope with its digest and chain', (envelope) => {
    const event = chained(envelope, GENESIS_CHAIN);
    expect(exportLine(event)).toBe(`${canonicalJson(event as unknown as JsonObject)}\n`);
  });

  it('leave out what is not part of the envelope', () => {
    const [event] = sampleLedger(1);
    assert(event);
    expect(exportLine(Object.assign({ note: 'smuggled' }, event))).toBe(exportLine(event));
  });

  it('end with a trailer that names the range', () => {
    const chain = 'a'.repeat(64);
    expect(exportTrailer({ tenant: 'demo', from: 1, to: 2, count: 2, previousChain: GENESIS_CHAIN, chain })).toBe(
      `{"trailer":{"chain":"${chain}","count":2,"format":"writ-export/1","from":1,"previousChain":"${GENESIS_CHAIN}","tenant":"demo","to":2}}\n`,
    );
  });
});

function anyEnvelope(): fc.Arbitrary<EventEnvelope> {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const object = fc.dictionary(text, fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }) as fc.Arbitrary<JsonObject>);
  const [sample] = sampleLedger(1);
  assert(sample);
  const { digest: _digest, chain: _chain, ...envelope } = sample;
  return fc
    .record({ data: object, sealed: fc.option(object), actorId: text, stream: text, trace: fc.option(text), position: fc.nat() })
    .map(({ actorId, ...rest }) => ({ ...envelope, ...rest, actor: { kind: 'user' as const, id: actorId } }));
}

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { EventEnvelope, JsonObject } from '#libs/event-sourcing';
import { canonicalEnvelope, canonicalJson, chainOf, digestOf, exportLine, exportTrailer, GENESIS_CHAIN } from '#libs/evidence';
import { chained, sampleLedger } from '#libs/evidence/testing';

describe('ledger hashes', () => {
  it('hash the canonical form of the whole envelope', () => {
    fc.assert(
      fc.property(anyEnvelope(), (envelope) => {
        const expected = canonicalJson(envelope as unknown as JsonObject);
        assert.equal(canonicalEnvelope(envelope), expected);
        assert.equal(canonicalEnvelope(envelope, canonicalJson(envelope.data)), expected);
        assert.equal(digestOf(expected), createHash('sha256').update(expected, 'utf8').digest('hex'));
      }),
    );
  });

  it('chain each digest to all before it', () => {
    const digest = digestOf('x');
    const first = createHash('sha256')
      .update(Buffer.from([0x02]))
      .update(Buffer.alloc(32))
      .update(Buffer.from(digest, 'hex'))
      .digest('hex');
    assert.equal(chainOf(GENESIS_CHAIN, digest), first);
    assert.notEqual(chainOf(first, digest), first);
  });
});

describe('export lines', () => {
  it('are the canonical form of the envelope with its digest and chain', () => {
    fc.assert(
      fc.property(anyEnvelope(), (envelope) => {
        const event = chained(envelope, GENESIS_CHAIN);
        assert.equal(exportLine(event), `${canonicalJson(event as unknown as JsonObject)}\n`);
      }),
    );
  });

  it('leave out what is not part of the envelope', () => {
    const [event] = sampleLedger(1);
    assert.ok(event);
    assert.equal(exportLine(Object.assign({ note: 'smuggled' }, event)), exportLine(event));
  });

  it('end with a trailer that names the range', () => {
    const chain = 'a'.repeat(64);
    assert.equal(
      exportTrailer({ tenant: 'demo', from: 1, to: 2, count: 2, previousChain: GENESIS_CHAIN, chain }),
      `{"trailer":{"chain":"${chain}","count":2,"format":"writ-export/1","from":1,"previousChain":"${GENESIS_CHAIN}","tenant":"demo","to":2}}\n`,
    );
  });
});

function anyEnvelope(): fc.Arbitrary<EventEnvelope> {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const object = fc.dictionary(text, fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }) as fc.Arbitrary<JsonObject>);
  const [sample] = sampleLedger(1);
  assert.ok(sample);
  const { digest: _digest, chain: _chain, ...envelope } = sample;
  return fc
    .record({ data: object, sealed: fc.option(object), actorId: text, stream: text, trace: fc.option(text), position: fc.nat() })
    .map(({ actorId, ...rest }) => ({ ...envelope, ...rest, actor: { kind: 'user' as const, id: actorId } }));
}

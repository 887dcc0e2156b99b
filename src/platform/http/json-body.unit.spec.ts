import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { parseJsonBody } from './json-body.js';
import { RefusalError } from './problem-details.js';

const parse = (text: string | Buffer) => parseJsonBody(typeof text === 'string' ? Buffer.from(text) : text);

function refusal(text: string | Buffer): string {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof RefusalError, String(error));
    assert.equal(error.refusal.refused, 'INVALID_INPUT');
    return error.refusal.detail ?? '';
  }
  assert.fail('was accepted');
}

const nested = (depth: number, open: string, close: string, core: string) => open.repeat(depth) + core + close.repeat(depth);

describe('a JSON body', () => {
  it('is taken as it is', () => {
    for (const text of [
      'null',
      'true',
      '-0.5',
      '"ü\\u0000😀"',
      '[]',
      '{"a":[{"b":null}]}',
      ' {"constructor":{"prototype":1},"hasOwnProperty":2} ',
      '9007199254740991',
      '1e-400',
    ])
      assert.deepEqual(parse(text), JSON.parse(text));
  });

  it('is refused when it is no JSON', () => {
    for (const text of [
      '',
      '{',
      '{"a":1,}',
      "{'a':1}",
      'NaN',
      '[1] [2]',
      '\ufeff{}',
      '{"a":01}',
      '"\n"',
      'undefined',
      '{"a":"\\x"}',
    ])
      assert.match(refusal(text), /is not JSON/);
  });

  it('says why in a few words, however long the body is', () => {
    assert.ok(refusal(`{"a": ${'x'.repeat(500_000)}`).length < 300);
  });

  it('is refused when it is no UTF-8', () => {
    const broken = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xe2, 0x82]];
    for (const bytes of broken)
      assert.match(refusal(Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')])), /not valid UTF-8/);
  });

  it('is refused when a string or a name holds half a surrogate pair', () => {
    for (const text of ['"\\ud800"', '{"a":["x\\udfff"]}', '{"\\ud800":1}', '"\\udc00\\ud800"'])
      assert.match(refusal(text), /lone surrogate/);
    assert.equal(parse('"\\ud83d\\ude00"'), '😀');
  });

  it('is refused when it names __proto__ anywhere', () => {
    for (const text of ['{"__proto__":{}}', '[{"a":{"__proto__":null}}]', '{"\\u005f_proto__":1}'])
      assert.match(refusal(text), /__proto__/);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('is refused when a number means something else to another reader', () => {
    for (const text of [
      '1e999',
      '-1e999',
      '9007199254740992',
      '9007199254740993',
      '-9007199254740993',
      '{"a":[1e16]}',
      '12345678901234567.5',
    ])
      assert.match(refusal(text), /2\^53 - 1/);
  });

  it('may be nested 32 levels deep and no deeper', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      assert.ok(parse(nested(32, open, close, '1')));
      assert.match(refusal(nested(33, open, close, '1')), /deeper than 32/);
      assert.match(refusal(nested(150_000, open, close, '1')), /deeper than 32|is not JSON/);
    }
  });

  it('may hold a huge list', () => {
    assert.equal((parse(`[${'0,'.repeat(500_000)}0]`) as unknown[]).length, 500_001);
  });

  it('never fails in another way, and what passes has a canonical form', () => {
    const hostile = fc.oneof(
      fc.json({ maxDepth: 6 }),
      fc.string({ unit: 'binary' }),
      fc.json().chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut))),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          hostile.map((text) => Buffer.from(text)),
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        ),
        (bytes) => {
          let value: unknown;
          try {
            value = parseJsonBody(bytes);
          } catch (error) {
            assert.ok(error instanceof RefusalError);
            return;
          }
          assert.deepEqual(JSON.parse(canonicalJson(value as Json)), JSON.parse(JSON.stringify(value)));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

import { describe, expect } from '@jest/globals';
import { fc, it } from '@fast-check/jest';
import type { Json } from '#libs/event-sourcing';
import { expectThat } from '#libs/testing';
import { redact, scan, tokenize } from './index.js';
import { readCorpus } from './testing/corpus.js';

const key = new TextEncoder().encode('a key of sixteen bytes or more');
const positives = readCorpus('positives');
const redacted = (value: Json) => redact(value, scan(value).findings);
const tokenized = (value: Json, by = key) => tokenize(value, scan(value).findings, by);

describe('what was found in a value', () => {
  const value = {
    to: ['jane@example.com', 'and joe@example.com, or +49 30 901820'],
    card: 4111111111111111,
    nested: { 'a/b~c': 'SSN 536-90-4399', ok: true, none: null, price: 12.5 },
    'ann@example.com': 'x',
  };

  it('is told by label, pointer and place', () => {
    expect(scan(value)).toStrictEqual({
      isComplete: true,
      findings: [
        { label: 'email', start: 0, end: 16, path: '/to/0' },
        { label: 'email', start: 4, end: 19, path: '/to/1' },
        { label: 'phone', start: 24, end: 37, path: '/to/1' },
        { label: 'card', start: 0, end: 16, path: '/card' },
        { label: 'national_id', start: 4, end: 15, path: '/nested/a~1b~0c' },
        { label: 'email', start: 0, end: 15, path: '/ann@example.com', isInName: true },
      ],
    });
  });

  it('is taken out, and nothing else changes', () => {
    expect(redacted(value)).toStrictEqual({
      to: ['[REDACTED_EMAIL]', 'and [REDACTED_EMAIL], or [REDACTED_PHONE]'],
      card: '[REDACTED_CARD]',
      nested: { 'a/b~c': 'SSN [REDACTED_NATIONAL_ID]', ok: true, none: null, price: 12.5 },
      '[REDACTED_EMAIL]': 'x',
    });
  });

  it('becomes the same token for the same text and key, and another one otherwise', () => {
    const one = tokenized({ a: 'jane@example.com', b: 'to jane@example.com', c: 'joe@example.com' }) as Record<string, string>;
    expect(one['a']).toMatch(/^tok_email_[0-9a-f]{12}$/);
    expect(one['b']).toBe(`to ${one['a']}`);
    expect(one['c']).not.toBe(one['a']);
    expect(tokenized('jane@example.com')).toBe(one['a']);
    expect(tokenized('jane@example.com', new TextEncoder().encode('another key of sixteen'))).not.toBe(one['a']);
    expect(tokenized('+49 30 901820')).toMatch(/^tok_phone_[0-9a-f]{12}$/);
  });

  it('is not made a token without a key', () => {
    expect(() => tokenize('x', [], new Uint8Array(15))).toThrow('a key for tokens has at least 16 bytes');
  });

  it('keeps members apart that were told apart by it', () => {
    const value = { 'jane@example.com': 1, 'joe@example.com': 2, '[REDACTED_EMAIL]': 3 };
    expect(redacted(value)).toStrictEqual({ '[REDACTED_EMAIL]_2': 1, '[REDACTED_EMAIL]_3': 2, '[REDACTED_EMAIL]': 3 });
  });

  it('is refused when it is of another value', () => {
    expect(() => redact('short', [{ label: 'email', path: '', start: 0, end: 16 }])).toThrow('findings of another value');
  });
});

describe('beyond the bounds', () => {
  const bounds = { units: 100, nodes: 10, depth: 3, findings: 2 };

  it('a scan says that it has not seen everything', () => {
    for (const [what, value] of [
      ['text', { a: 'x'.repeat(101) }],
      ['texts', ['x'.repeat(60), 'x'.repeat(60)]],
      ['nodes', Array.from({ length: 11 }, () => null)],
      ['depth', [[[[1]]]]],
      ['findings', ['a@example.com b@example.com c@example.com']],
    ] as const) {
      expectThat(what, scan(value as unknown as Json, bounds).isComplete).toBe(false);
    }
    expect(scan({ a: ['x'.repeat(99)] }, bounds)).toStrictEqual({ findings: [], isComplete: true });
  });

  it('what was found before them is told', () => {
    expect(scan(['a@example.com', 'b@example.com', 'c@example.com'], bounds).findings).toHaveLength(2);
  });
});

/** Any JSON with texts in it that hold something, next to anything. */
const hostile = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }) as fc.Arbitrary<Json>,
    fc
      .tuple(fc.constantFrom(...positives), fc.constantFrom('', ' ', ', ', '\n', '@', '-', '+', '(', '_'), fc.string())
      .map(([{ text }, between, more]) => more + between + text + between + more),
    fc.oneof(fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('phone', 'ssn', 'cpf', 'a@example.com', 'a/~b')), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value;

const HIDDEN = /\btok_[a-z_]+_[0-9a-f]{12}\b|\[REDACTED_[A-Z_]+\]/g;
const shape = (value: Json): unknown =>
  Array.isArray(value) ? value.map(shape) : typeof value === 'object' && value !== null ? Object.values(value).map(shape) : 0;

describe('of any value', () => {
  it.prop([hostile], { numRuns: 300 })('what hides something is left alone when it is looked at again', (value) => {
    for (const rewrite of [tokenized, redacted]) {
      const once = rewrite(value);
      const twice = JSON.stringify(rewrite(once));
      expect(shape(once)).toStrictEqual(shape(value));
      for (const token of JSON.stringify(once).match(HIDDEN) ?? []) expect(twice).toContain(token);
    }
  });

  it.prop([hostile], { numRuns: 300 })('every finding lies in its text, and none over another', (value) => {
    const ends = new Map<string, number>();
    for (const { path, start, end, isInName } of scan(value).findings) {
      const at = `${path} ${isInName}`;
      expect(start).toBeGreaterThanOrEqual(ends.get(at) ?? 0);
      expect(end).toBeGreaterThan(start);
      ends.set(at, end);
    }
  });
});

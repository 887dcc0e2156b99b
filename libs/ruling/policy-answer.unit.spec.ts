import { describe, expect, it, jest } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { parseJson } from '#libs/exact-json';
import type { Json } from '#libs/event-sourcing';
import { canonicalJson } from '#libs/evidence';
import { POLICY_CODES, PolicyAnswer, policyNotAsked, rulingOf, VERDICTS } from './policy-answer.js';

const answer = (verdict: string, more: object = {}): Json => ({ verdict, rule: 'r', reason: 'because', ...more }) as Json;
const CODES = {
  ALLOW: 'ALLOWED',
  DENY: 'POLICY_DENIED',
  REQUIRE_APPROVAL: 'APPROVAL_REQUIRED',
  MODIFY: 'MODIFIED',
  DEFER: 'DEFERRED',
} as const;

describe('a well-formed answer', () => {
  for (const verdict of VERDICTS) {
    it(`${verdict} is ruled as it says`, () => {
      const changes = verdict === 'MODIFY' ? { to: 'x' } : undefined;
      const ruling = rulingOf(answer(verdict, { obligations: [{ log: true }], ...(changes && { changes }) }));
      expect(ruling).toStrictEqual({
        verdict,
        code: CODES[verdict],
        rule: 'r',
        reason: 'because',
        obligations: [{ log: true }],
        changes: changes ?? null,
        retryAfter: verdict === 'DEFER' ? 60 : null,
      });
    });
  }

  it('may leave out the obligations, and say when to ask again', () => {
    for (const verdict of ['ALLOW', 'DEFER']) expect(rulingOf(answer(verdict)).obligations).toStrictEqual([]);
    expect(rulingOf(answer('DEFER', { retryAfter: 5 })).retryAfter).toBe(5);
    expect(rulingOf(answer('ALLOW', { retryAfter: 5 })).retryAfter).toBeNull();
  });

  it('may echo a NUL or use any member name in an obligation', () => {
    expect(rulingOf(answer('DENY', { reason: 'you sent \0' })).reason).toBe('you sent \0');
    expect(rulingOf(answer('DENY', { obligations: [{ constructor: 1 }] })).obligations).toStrictEqual([{ constructor: 1 }]);
  });
});

describe('what nearly every answer is like', () => {
  /** How often the general way of reading an answer was taken. */
  function parsings(given: Json): number {
    const parse = jest.spyOn(PolicyAnswer, 'safeParse');
    rulingOf(given);
    const times = parse.mock.calls.length;
    parse.mockRestore();
    return times;
  }

  it('is found out without the general way', () => {
    for (const verdict of ['ALLOW', 'DENY', 'REQUIRE_APPROVAL'])
      for (const more of [{}, { obligations: [] }, { reason: 'x'.repeat(2_000) }, { rule: 'x' }])
        expectThat(`${verdict} ${JSON.stringify(more).slice(0, 40)}`, parsings(answer(verdict, more))).toBe(0);
  });

  it('is nothing else', () => {
    const others: readonly Json[] = [
      answer('MODIFY', { changes: {} }),
      answer('DEFER'),
      answer('ALLOW', { obligations: [{}] }),
      answer('ALLOW', { obligations: {} }),
      answer('ALLOW', { retryAfter: 1 }),
      answer('ALLOW', { reason: '' }),
      answer('ALLOW', { rule: 'x'.repeat(2_001) }),
      answer('ALLOW', { rule: 7 }),
      answer('ALLOW', { reason: '\ud800' }),
      null,
      'ALLOW',
      [],
    ];
    for (const other of others) expectThat(JSON.stringify(other).slice(0, 80), parsings(other)).toBe(1);
  });
});

it('says of a policy that could not be asked why, in short', () => {
  const denied = { verdict: 'DENY', code: 'POLICY_ERROR', rule: 'writ.policy-unusable', obligations: [], changes: null };
  expect(policyNotAsked('it is gone')).toStrictEqual({ ...denied, reason: 'it is gone', retryAfter: null });
  expect(policyNotAsked('x'.repeat(3_000)).reason.length).toBeLessThanOrEqual(500);
});

const half = '\ud800';
const nested = (depth: number): Json => (depth === 0 ? 1 : { in: nested(depth - 1) });
const withProto = parseJson('{"__proto__": 1}') as Json;

/** None of these says clearly what may happen, so none may pass. */
const MALFORMED: readonly (readonly [string, Json | undefined])[] = [
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['a string', 'ALLOW'],
  ['an empty object', {}],
  ['an array', [answer('ALLOW')]],
  ['a lower-case verdict', answer('allow')],
  ['an unknown verdict', answer('MAYBE')],
  ['no rule', { verdict: 'ALLOW', reason: 'because' }],
  ['no reason', { verdict: 'ALLOW', rule: 'r' }],
  ['an empty rule', answer('ALLOW', { rule: '' })],
  ['an empty reason', answer('ALLOW', { reason: '' })],
  ['a reason that is too long', answer('ALLOW', { reason: 'x'.repeat(2_001) })],
  ['a rule that is no text', answer('ALLOW', { rule: 7 })],
  ['a member that is not known', answer('ALLOW', { allow: true })],
  ['obligations that are no list', answer('ALLOW', { obligations: {} })],
  ['an obligation that is no object', answer('ALLOW', { obligations: ['log'] })],
  ['too many obligations', answer('ALLOW', { obligations: Array.from({ length: 65 }, () => ({})) })],
  ['obligations that are too large', answer('ALLOW', { obligations: [{ text: 'x'.repeat(100_000) }] })],
  ['MODIFY without changes', answer('MODIFY')],
  ['changes without MODIFY', answer('ALLOW', { changes: { to: 'x' } })],
  ['changes that are no object', answer('MODIFY', { changes: 'x' })],
  ['changes that are null', answer('MODIFY', { changes: null })],
  ['changes that are too large', answer('MODIFY', { changes: { text: 'x'.repeat(100_000) } })],
  ['no time to wait', answer('DEFER', { retryAfter: 0 })],
  ['a negative time to wait', answer('DEFER', { retryAfter: -5 })],
  ['an endless time to wait', answer('DEFER', { retryAfter: 86_401 })],
  ['a time to wait that is no number', answer('DEFER', { retryAfter: '5' })],
  ['half a surrogate pair in the reason', answer('ALLOW', { reason: half })],
  ['half a surrogate pair in the rule', answer('ALLOW', { rule: half })],
  ['half a surrogate pair in an obligation', answer('ALLOW', { obligations: [{ deep: { er: [half] } }] })],
  ['half a surrogate pair in a member name', answer('MODIFY', { changes: { [half]: 1 } })],
  ['a number without a canonical form', answer('ALLOW', { obligations: [{ n: Number.POSITIVE_INFINITY }] })],
  ['an obligation nested beyond reason', answer('ALLOW', { obligations: [{ deep: nested(200) }] })],
  ['a __proto__ member in an obligation', answer('ALLOW', { obligations: [withProto] })],
  ['a __proto__ member deep in changes', answer('MODIFY', { changes: { deep: withProto } })],
];

describe('any other answer is denied as POLICY_ERROR', () => {
  for (const [what, given] of MALFORMED) {
    it(what, () => {
      const ruling = rulingOf(given);
      expect({ ...ruling, reason: '' }).toStrictEqual({
        verdict: 'DENY',
        code: 'POLICY_ERROR',
        rule: 'writ.policy-error',
        reason: '',
        obligations: [],
        changes: null,
        retryAfter: null,
      });
      expect(ruling.reason.length > 0 && ruling.reason.length <= 2_000 && ruling.reason.isWellFormed()).toBe(true);
    });
  }

  it('with the place that is wrong, or with what is missing', () => {
    const reason = (given: Json | undefined) => rulingOf(given).reason;
    expect(reason(undefined)).toBe('the policy is undefined for this input');
    expect(reason(answer('ALLOW', { obligations: [{}, 'log'] }))).toMatch(/that is no decision: obligations\.1 \S/);
    expect(reason('ALLOW')).toMatch(/that is no decision: {2}\S/);
  });

  it('exactly when it is larger or deeper than a record takes', () => {
    const code = (more: object, verdict = 'ALLOW') => rulingOf(answer(verdict, more)).code;
    const text = (length: number) => 'x'.repeat(length);
    expect([65_524, 65_525].map((length) => code({ obligations: [{ t: text(length) }] }))).toStrictEqual([
      'ALLOWED',
      'POLICY_ERROR',
    ]);
    expect([65_529, 65_530].map((length) => code({ changes: { t: text(length) } }, 'MODIFY'))).toStrictEqual([
      'MODIFIED',
      'POLICY_ERROR',
    ]);
    // A boolean or null weighs five beside its name, a number eight.
    for (const [small, weight] of [
      [true, 8],
      [null, 8],
      [7, 11],
    ] as const)
      expectThat(
        String(small),
        [65_524 - weight, 65_525 - weight].map((length) => code({ obligations: [{ b: small, t: text(length) }] })),
      ).toStrictEqual(['ALLOWED', 'POLICY_ERROR']);
    expect([30, 31].map((depth) => code({ obligations: [{ deep: nested(depth) }] }))).toStrictEqual(['ALLOWED', 'POLICY_ERROR']);
  });

  it('whatever it is: a ruling always has a canonical form, and only a known verdict is ever given', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const near = fc.record(
      {
        verdict: fc.oneof(fc.constantFrom(...VERDICTS), json),
        rule: fc.oneof(fc.string({ unit: 'binary' }), json),
        reason: fc.oneof(fc.string(), json),
        obligations: json,
        changes: json,
        retryAfter: json,
      },
      { requiredKeys: ['verdict'] },
    );
    fc.assert(
      fc.property(fc.oneof(json, near), (given) => {
        const ruling = rulingOf(given as Json);
        canonicalJson(ruling as unknown as Json);
        expect(VERDICTS.includes(ruling.verdict) && POLICY_CODES.includes(ruling.code)).toBe(true);
        if (ruling.code !== 'POLICY_ERROR') expect(ruling.verdict).toBe((given as { verdict: string }).verdict);
        else expect(ruling.verdict).toBe('DENY');
      }),
      { numRuns: 500 },
    );
  });
});

import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { LedgerUnavailableError, refusals } from '#libs/event-sourcing';
import { AnotherKeyError } from '#platform/auth/sealed-key';
import { z } from 'zod';
import { problemOf, refusalOf, RefusalError, registerRefusals } from './problem-details.js';
import { platformRefusals } from './refusals.js';
import { valid } from './valid.js';

describe('a problem document', () => {
  it('has the members of RFC 9457, a code and the request id, for every code', () => {
    for (const [code, { says }] of Object.entries(platformRefusals)) {
      const { type, title, status, detail, code: told, requestId } = problemOf({ refused: code }, 'r-1');
      expect({ type, detail, code: told, requestId }).toStrictEqual({
        type: `/docs/refusals#${code}`,
        detail: says,
        code,
        requestId: 'r-1',
      });
      expectThat(`${code} ${status}`, title.length > 0 && status >= 400 && status < 600).toBe(true);
    }
  });

  it('has the status of its kind', () => {
    const statusOf = (refused: string) => problemOf({ refused }, 'r').status;
    const wanted = {
      INVALID_INPUT: 400,
      UNAUTHENTICATED: 401,
      FORBIDDEN: 403,
      NOT_FOUND: 404,
      METHOD_NOT_ALLOWED: 405,
      IDEMPOTENCY_CONFLICT: 409,
      BODY_TOO_LARGE: 413,
      UNSUPPORTED_MEDIA_TYPE: 415,
      LEDGER_UNAVAILABLE: 503,
      READ_MODEL_BEHIND: 503,
      INTERNAL_FAULT: 500,
    };
    for (const [code, status] of Object.entries(wanted)) expectThat(code, statusOf(code)).toBe(status);
  });

  it('tells the detail and the extra members of the refusal', () => {
    const { detail, supported } = problemOf({ refused: 'UNSUPPORTED_VERSION', detail: 'x', extra: { supported: ['1'] } }, 'r');
    expect({ detail, supported }).toStrictEqual({ detail: 'x', supported: ['1'] });
  });

  it('is never made for a code that nobody declared, or that two declare', () => {
    expect(() => problemOf({ refused: 'NO_SUCH_CODE' }, 'r')).toThrow(/in no catalogue/);
    const mine = refusals({ SPEC_CODE: { kind: 'gone', says: 's', fix: 'f' } });
    registerRefusals(mine);
    registerRefusals(mine);
    expect(problemOf({ refused: 'SPEC_CODE' }, 'r').status).toBe(410);
    expect(() => registerRefusals({ SPEC_CODE: { kind: 'gone', says: 'other', fix: 'f' } })).toThrow(/declared twice/);
  });
});

describe('what was thrown', () => {
  const codeOf = (error: unknown) => refusalOf(error)?.refused;
  const coded = (code: string, more: object = {}) => Object.assign(new Error('some message'), { code, ...more });

  it('is a refusal when the platform knows it', () => {
    expect(codeOf(new RefusalError({ refused: 'FORBIDDEN' }))).toBe('FORBIDDEN');
    expect(codeOf(new LedgerUnavailableError('away'))).toBe('LEDGER_UNAVAILABLE');
    expect(codeOf(coded('FST_ERR_CTP_BODY_TOO_LARGE', { statusCode: 413 }))).toBe('BODY_TOO_LARGE');
    expect(codeOf(coded('FST_ERR_CTP_INVALID_MEDIA_TYPE', { statusCode: 415 }))).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(codeOf(coded('FST_ERR_BAD_URL', { statusCode: 400 }))).toBe('INVALID_INPUT');
  });

  it('says that the database is away for lost connections and a server that stops, and for nothing else', () => {
    for (const code of ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P03', '08006', '53300'])
      expectThat(code, codeOf(coded(code))).toBe('DATABASE_UNAVAILABLE');
    for (const message of [
      'Connection terminated unexpectedly',
      'Client has encountered a connection error and is not queryable',
      'Client was closed and is not queryable',
      'timeout exceeded when trying to connect',
      'Connection terminated due to connection timeout',
    ])
      expectThat(message, codeOf(new Error(message))).toBe('DATABASE_UNAVAILABLE');
    for (const code of ['22P02', '42501', '23505', 'ENOENT', 'X08', '']) expectThat(code, codeOf(coded(code))).toBeUndefined();
  });

  it('says that the database is another one for roles that are refused, other shapes and seals that do not open', () => {
    const ofPostgres = (code: string) => Object.assign(coded(code), { severity: 'ERROR' });
    for (const code of ['28P01', '28000', '3D000']) expectThat(code, codeOf(coded(code))).toBe('DATABASE_UNFIT');
    for (const code of ['42P01', '42703', '42883', '3F000']) {
      expectThat(code, codeOf(ofPostgres(code))).toBe('DATABASE_UNFIT');
      expectThat(`${code}, not from PostgreSQL`, codeOf(coded(code))).toBeUndefined();
    }
    expect(codeOf(new AnotherKeyError('x'))).toBe('DATABASE_UNFIT');
  });

  it('is a fault otherwise, whatever it is', () => {
    for (const error of [new Error('bug'), null, undefined, 'text', 7, {}, { message: 7 }, Symbol('x')])
      expect(refusalOf(error)).toBeUndefined();
  });
});

describe('a value that does not fit its schema', () => {
  const schema = z.strictObject({ name: z.string(), deep: z.array(z.strictObject({ n: z.number() })).optional() });
  const detailOf = (value: unknown) => {
    try {
      valid(schema, value);
    } catch (error) {
      assert(error instanceof RefusalError);
      return error.refusal;
    }
    assert.fail('was accepted');
  };

  it('is told field by field', () => {
    const { refused, detail, extra } = detailOf({ name: 1, deep: [{ n: 1 }, { n: 'x' }] });
    expect(refused).toBe('INVALID_INPUT');
    expect(detail ?? '').toMatch(/^name: .*; deep\.1\.n: /);
    expect(((extra?.['issues'] ?? []) as { path: string }[]).map(({ path }) => path)).toStrictEqual(['name', 'deep.1.n']);
  });

  it('is told briefly, however much is wrong with it', () => {
    const many = { name: 'x', deep: Array.from({ length: 50_000 }, () => ({ n: 'x' })) };
    const unknown = { name: 'x', ...Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`unknown member ${i}`, 1])) };
    const longNames = { name: 'x', ['k'.repeat(1_000_000)]: 1, deep: { ['d'.repeat(100_000)]: 1 } };
    for (const hostile of [many, unknown, longNames])
      expect(JSON.stringify(problemOf(detailOf(hostile), 'r')).length).toBeLessThan(8_000);
  });

  it('is never shown', () => {
    const secret = 'correct horse battery staple';
    for (const value of [{ name: [secret] }, secret, [secret], { name: 'x', deep: secret }])
      expect(JSON.stringify(detailOf(value))).not.toContain(secret);
  });
});

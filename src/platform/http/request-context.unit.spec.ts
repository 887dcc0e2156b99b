import { describe, expect, it } from '@jest/globals';
import { expectThat, thrownBy } from '#libs/testing';
import { checkVersion, LATEST_VERSION, SUPPORTED_VERSIONS } from './api-version.js';
import { RefusalError } from './problem-details.js';
import { commandContext, requestFacts } from './request-context.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('the request id', () => {
  it('is echoed when it is harmless', () => {
    for (const id of ['a', 'req-1.2:3_x', 'A'.repeat(128)]) expect(requestFacts({ 'x-request-id': id }).requestId).toBe(id);
  });
  it('is made anew otherwise', () => {
    for (const id of [undefined, '', 'a b', 'a\n', 'a'.repeat(129), 'ü', '<script>', '../x', ['a', 'b']])
      expectThat(String(id), requestFacts({ 'x-request-id': id as string }).requestId).toMatch(UUID);
  });
});

describe('the trace', () => {
  const good = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  it('is kept when it is a traceparent', () => expect(requestFacts({ traceparent: good }).trace).toBe(good));
  it('is null otherwise', () => {
    for (const trace of [
      undefined,
      '',
      'x',
      good.toUpperCase(),
      `${good}-`,
      good.slice(1),
      good.replace(/4bf.*?-/, `${'0'.repeat(32)}-`),
      good.replace('00f067aa0ba902b7', '0'.repeat(16)),
      ` ${good}`,
    ])
      expectThat(String(trace), requestFacts({ traceparent: trace }).trace).toBeNull();
  });
});

describe('the context of a command', () => {
  it('has actor and tenant from the credential alone', () => {
    const facts = { requestId: 'r', trace: null };
    expect(commandContext(facts, { kind: 'operator', tenant: 'acme', id: 'o', roles: [] })).toStrictEqual({
      tenant: 'acme',
      actor: { kind: 'user', id: 'o' },
      correlation: 'r',
      causation: null,
      trace: null,
    });
    expect(
      commandContext(facts, { kind: 'agent', tenant: 'acme', id: 'a', keyId: 'k', labels: {}, revision: 0 }).actor,
    ).toStrictEqual({ kind: 'agent', id: 'a' });
  });
});

describe('the API version', () => {
  it('is optional and must be one that is spoken here', () => {
    checkVersion(undefined);
    for (const version of SUPPORTED_VERSIONS) checkVersion(version);
    expect(SUPPORTED_VERSIONS.some((version) => version === LATEST_VERSION)).toBe(true);
    for (const version of ['', '2020-01-01', ` ${LATEST_VERSION}`, [LATEST_VERSION]]) {
      const { refusal } = thrownBy(() => checkVersion(version)) as RefusalError;
      expect([refusal.refused, refusal.extra?.['supported']]).toStrictEqual(['UNSUPPORTED_VERSION', SUPPORTED_VERSIONS]);
    }
  });
});

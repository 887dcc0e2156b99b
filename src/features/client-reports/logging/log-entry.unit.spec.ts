import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { attributesOf, readEntry } from './log-entry.js';
import { logEntry } from '../testing/log-entries.js';

const dataOf = (entry: unknown) => {
  const read = readEntry('bot', entry);
  return 'data' in read ? read.data : assert.fail(read.reason);
};
const reasonOf = (entry: unknown) => {
  const read = readEntry('bot', entry);
  return 'reason' in read ? read.reason : assert.fail(JSON.stringify(read.data));
};

describe('an entry of a decision log', () => {
  it('is recorded with everything that matters ', () => {
    expect(dataOf(logEntry('d-1', { erased: ['/input/secret'], masked: ['/input/name'] }))).toStrictEqual({
      client: 'bot',
      instance: 'instance-1',
      labels: { id: 'instance-1', version: '0.70.0' },
      decisionId: 'd-1',
      bundles: { gate: `gate@1:${'a'.repeat(64)}` },
      path: 'writ/decision',
      query: null,
      input: { subject: { role: 'clerk' }, resource: 'invoice', action: 'pay', environment: 'prod', amount: 12.5 },
      result: { verdict: 'ALLOW', rule: 'r', reason: 'x' },
      isDefined: true,
      error: null,
      requestedBy: '127.0.0.1:50132',
      timestamp: '2026-11-20T09:00:00.123456789Z',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      attributes: { role: 'clerk', resource: 'invoice', action: 'pay', environment: 'prod' },
      erased: ['/input/secret'],
      masked: ['/input/name'],
      more: { req_id: 7 },
    });
  });

  it('keeps the members it has no place for as they came, but for the metrics', () => {
    const own = {
      mapped_result: { status: 403 },
      nd_builtin_cache: { 'rand.intn': { '["die",6]': 3 } },
      request_context: { http: { headers: { 'x-team': ['red'] } } },
      ticket: [{ id: null }],
      constructor: 'x',
    };
    expect(dataOf(logEntry('d-1', own)).more).toStrictEqual({ req_id: 7, ...own });
    const labels = { id: 'i', version: '1.4', 'region/zone': 'é' };
    expect(dataOf(logEntry('d-1', { labels })).labels).toStrictEqual(labels);
    expect(reasonOf(logEntry('d-1', { labels: { id: 'i', n: 7 } }))).toMatch(/labels\.n/);
    expect(reasonOf(logEntry('d-1', { own: { deep: 2 ** 60 } }))).toMatch(/2\^53/);
  });

  it('tells a rule without a value from one whose value is null', () => {
    const { result: _, ...undefinedResult } = logEntry('d-1');
    expect([dataOf(undefinedResult).result, dataOf(undefinedResult).isDefined]).toStrictEqual([null, false]);
    const nothing = dataOf(logEntry('d-1', { result: null }));
    expect([nothing.result, nothing.isDefined]).toStrictEqual([null, true]);
  });

  it('may come from an old OPA with one bundle, without a trace, or from a query', () => {
    const { bundles: _b, trace_id: _t, span_id: _s, path: _p, ...old } = logEntry('d-1', { revision: 'r7', query: 'data.x = y' });
    const { bundles, traceId, spanId, path, query } = dataOf(old);
    expect([bundles, traceId, spanId, path, query]).toStrictEqual([{ '': 'r7' }, null, null, null, 'data.x = y']);
  });

  it('knows its size before it is recorded', () => {
    for (const input of [{ b: 1e21, a: -0, text: 'é\u2028\0"\\' }, [], null, 0.1]) {
      const read = readEntry('bot', logEntry('d-1', { input }));
      if ('reason' in read) expect(read.reason).toMatch(/2\^53/);
      else expect(read.size).toBe(canonicalJson(read.data as unknown as Json).length);
    }
  });

  it('is refused with the reason when it is malformed', () => {
    const cases: [unknown, RegExp][] = [
      [null, /the entry/],
      ['text', /the entry/],
      [[], /the entry/],
      [logEntry('d-1', { decision_id: undefined }), /decision_id/],
      [logEntry('two words'), /decision_id/],
      [logEntry('x'.repeat(257)), /decision_id/],
      [logEntry('d-1', { labels: {} }), /labels\.id/],
      [logEntry('d-1', { labels: { id: 'a\0b' } }), /labels\.id/],
      [logEntry('d-1', { timestamp: 'yesterday' }), /timestamp/],
      [logEntry('d-1', { timestamp: '0001-01-01T00:00:00Z' }), /timestamp/],
      [logEntry('d-1', { timestamp: '2026-02-30T00:00:00Z' }), /timestamp/],
      [logEntry('d-1', { trace_id: '0'.repeat(32) }), /trace_id/],
      [logEntry('d-1', { span_id: 'xyz' }), /span_id/],
      [logEntry('d-1', { path: 'a\nb' }), /path/],
      [logEntry('d-1', { path: 7 }), /path/],
      [logEntry('d-1', { bundles: { gate: 1 } }), /bundles\.gate/],
      [logEntry('d-1', { input: { n: 2 ** 60 } }), /2\^53/],
      [logEntry('d-1', { input: JSON.parse('{"__proto__": 1}') }), /__proto__/],
      [logEntry('d-1', { result: '\ud800' }), /surrogate/],
      [logEntry('d-1', { input: JSON.parse('['.repeat(40) + ']'.repeat(40)) }), /deeper/],
      [logEntry('d-1', { input: 'x'.repeat(1_000_000) }), /larger than/],
    ];
    for (const [entry, says] of cases) {
      const reason = reasonOf(entry);
      expect(reason).toMatch(says);
      expect(reason.length).toBeLessThanOrEqual(120);
    }
  });
});

describe('attributes', () => {
  it('are read from the input, and nowhere else', () => {
    const none = { role: null, resource: null, action: null, environment: null };
    expect(attributesOf({ context: { role: 'clerk', action: 'pay' }, action: 'read' })).toStrictEqual({
      ...none,
      role: 'clerk',
      action: 'read',
    });
    expect(attributesOf({ role: 'admin', subject: { role: 'clerk' } })).toStrictEqual({ ...none, role: 'admin' });
    expect(attributesOf({ resource: 7, action: true, environment: 'é' })).toStrictEqual({
      ...none,
      resource: '7',
      action: 'true',
      environment: 'é',
    });
    for (const input of [
      undefined,
      null,
      'role',
      ['role'],
      {},
      { role: {}, resource: 'a\0b', action: '', environment: 'x'.repeat(257) },
    ])
      expectThat(JSON.stringify(input), attributesOf(input)).toStrictEqual(none);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/event-sourcing';
import { expectThat } from '#libs/testing';
import { amountOf, groupOf, isAbout, isCounted, isLabelled } from './counted-call.js';
import { FactDefinition, recordedDefinition } from './definition.js';

const definition = (given: object) => recordedDefinition(FactDefinition.parse(given));
const call = (given: JsonObject) => ({
  tenant: 'acme',
  agent: { id: 'a-1', labels: { team: 'blue', __proto__: 'x' } },
  session: { id: 's-1' },
  tool: 'refund',
  arguments: given,
});

describe('a call that facts look at', () => {
  it('belongs to one count', () => {
    const group = (by: string, given: JsonObject = {}) => groupOf(definition({ by }), call(given));
    expect(['session', 'agent', 'tool', 'tenant', 'label:team'].map((by) => group(by))).toStrictEqual([
      's-1',
      'a-1',
      'refund',
      'acme',
      'blue',
    ]);
    expect(group('label:size')).toBeUndefined();
    expect(group('label:toString')).toBeUndefined();
    for (const same of [7, '7', ' 7 ']) expect(group('arguments.customer', { customer: same })).toBe('7');
    expect(group('arguments.customer.id', { customer: { id: true } })).toBe('true');
    for (const odd of ['x'.repeat(201), 'a\0b', '\ud800'])
      expect(group('arguments.customer', { customer: odd })).toMatch(/^sha256:/);
    for (const none of [{}, { customer: null }, { customer: ['7'] }, { customer: { id: '7' } }] as JsonObject[])
      expect(group('arguments.customer', none)).toBeUndefined();
  });

  it('adds what can be added, and is told apart where nothing can', () => {
    const sum = (amount: unknown) =>
      amountOf(definition({ measure: 'sum(arguments.amount)' }), call({ amount } as JsonObject))?.amount;
    expect([0, 0.1, 12.5, 1e9].map(sum)).toStrictEqual([0, 100_000, 12_500_000, 1e15]);
    for (const wrong of [undefined, null, '12', -1, -0.01, 1_000_000_001, [1], { value: 1 }, true])
      expect(sum(wrong)).toBeUndefined();
    const key = (account: unknown) =>
      amountOf(definition({ measure: 'distinct(arguments.account)' }), call({ account } as JsonObject))?.key;
    expect([key('x'), key(' x '), key(7), key({ b: 1, a: 2 })]).toStrictEqual(['x', 'x', '7', '{"a":2,"b":1}']);
    expect(key('x'.repeat(201))).toMatch(/^[0-9a-f]{64}$/);
    expect(amountOf(definition({ measure: 'distinct(arguments.account)' }), call({}))).toBeUndefined();
    expect(amountOf(definition({}), call({}))).toStrictEqual({ amount: 1, key: null });
  });

  it('is counted by the labels of its data, in any spelling, where anybody knows of labels', () => {
    const about = (labels?: string[]) => definition(labels ? { labels } : {});
    expect([undefined, [], ['card']].map((known) => isLabelled(about(), known))).toStrictEqual([true, true, true]);
    const known = [undefined, [], ['card'], ['card', 'pii'], ['*']].map((labels) => isLabelled(about([' PII ', 'x']), labels));
    expect(known).toStrictEqual([false, false, false, true, true]);
    expectThat('what was declared before means the same', Object.keys(about())).not.toContain('labels');
  });

  it('is counted by tool, verdict and code', () => {
    expect(['refund', 'pay'].map((tool) => isAbout(definition({ tools: ['refund'] }), tool))).toStrictEqual([true, false]);
    expect(isAbout(definition({}), 'pay')).toBe(true);
    const counts = (given: object, verdict: 'ALLOW' | 'DENY', code: 'ALLOWED' | 'APPROVED' | 'POLICY_DENIED') =>
      isCounted(definition(given), { verdict, code });
    expect([counts({}, 'ALLOW', 'ALLOWED'), counts({}, 'DENY', 'POLICY_DENIED')]).toStrictEqual([true, false]);
    expect(counts({ verdicts: ['DENY'] }, 'DENY', 'POLICY_DENIED')).toBe(true);
    expect([
      counts({ codes: ['APPROVED'] }, 'ALLOW', 'ALLOWED'),
      counts({ codes: ['APPROVED'] }, 'ALLOW', 'APPROVED'),
    ]).toStrictEqual([false, true]);
  });
});

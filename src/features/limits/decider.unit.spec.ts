import { describe, expect, it } from '@jest/globals';
import { fromRecorded, type RecordedEvent } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { LimitCommand } from './commands.js';
import { limits } from './decider.js';
import { limitEvents, type LimitEvent } from './events.js';
import { rateLimit } from './rate-limits.js';

const given = deciderSpec(limits);
const facts = (limit: string, name: string) =>
  ({
    limit,
    name,
    subject: 'agent',
    target: null,
    tool: null,
    policy: null,
    measure: 'calls',
    most: 10,
    windowSeconds: 60,
    period: null,
    zone: 'UTC',
    action: 'deny',
  }) as const;
const wasSet = (limit: string, name = limit): LimitEvent => ({ type: 'LimitSet', ...facts(limit, name) });
const set = (limit: string, name = limit): LimitCommand => ({ type: 'SetLimit', ...facts(limit, name) });
const end = (limit: string): LimitCommand => ({ type: 'EndLimit', limit, reason: 'over' });
const ended = (limit: string): LimitEvent => ({ type: 'LimitEnded', limit, reason: 'over' });

describe('limits', () => {
  it('have names of their own while they hold', () => {
    given().when(set('l-1')).then(wasSet('l-1'));
    given(wasSet('l-1', 'one')).when(set('l-2', 'one')).refused('LIMIT_ALREADY_SET');
    given(wasSet('l-1', 'one'), ended('l-1')).when(set('l-2', 'one')).then(wasSet('l-2', 'one'));
  });

  it('of cost need a list of prices', () => {
    const cost = { ...facts('l-1', 'l-1'), measure: 'cost' } as const;
    const free = { perCall: 0, perThousandTokens: 0 };
    given()
      .when({ type: 'SetLimit', ...cost })
      .refused('NO_PRICE_LIST');
    given({ type: 'PricesSet', version: 1, tools: {}, other: free })
      .when({ type: 'SetLimit', ...cost })
      .then({ type: 'LimitSet', ...cost });
  });

  it('that were set with prices of their own are read without them', () => {
    const { type, ...data } = wasSet('l-1');
    const recorded = { type, schema: 2, data: { ...data, prices: { tools: {}, other: 1 } } } as unknown as RecordedEvent;
    expect(fromRecorded(limitEvents, recorded)).toStrictEqual(wasSet('l-1'));
  });

  it('are at most 64', () => {
    const many = Array.from({ length: 63 }, (_, i) => wasSet(`l-${i}`));
    given(...many)
      .when(set('one'))
      .then(wasSet('one'));
    given(...many, wasSet('one'))
      .when(set('two'))
      .refused('TOO_MANY_LIMITS');
    given(...many, wasSet('one'), ended('l-3'))
      .when(set('two'))
      .then(wasSet('two'));
  });

  it('end once', () => {
    given(wasSet('l-1')).when(end('l-1')).then(ended('l-1'));
    given(wasSet('l-1'), ended('l-1')).when(end('l-1')).refused('LIMIT_NOT_FOUND');
    given().when(end('l-1')).refused('LIMIT_NOT_FOUND');
    given(wasSet('l-1')).when(end('l-2')).refused('LIMIT_NOT_FOUND');
    given(wasSet('l-1'), wasSet('l-2'), ended('l-1')).when(end('l-2')).then(ended('l-2'));
  });

  it('have one list of prices for the tenant, of which each is another one', () => {
    const rates = { tools: { ask: { perCall: 1, perThousandTokens: 2 } }, other: { perCall: 0, perThousandTokens: 0 } };
    const priced = (version: number, more: object = {}): LimitEvent => ({ type: 'PricesSet', version, ...rates, ...more });
    given()
      .when({ type: 'SetPrices', ...rates })
      .then(priced(1));
    given(priced(1))
      .when({ type: 'SetPrices', ...rates })
      .then();
    given(priced(1), wasSet('l-1'))
      .when({ type: 'SetPrices', ...rates, tools: {} })
      .then(priced(2, { tools: {} }));
  });

  it('of a policy are those that its active revision declares, and nobody else ends them', () => {
    const rate = { limit: 2, windowSeconds: 60 };
    const declare = (limits: Record<string, typeof rate>, policy = 'gate'): LimitCommand => ({
      type: 'DeclareRateLimits',
      limits: Object.entries(limits).map(([tool, each]) => rateLimit(policy, tool, each)),
    });
    const pay = rateLimit('gate', 'pay', rate);
    const ask = rateLimit('gate', 'ask', { limit: 3, windowSeconds: 60 });
    const gone = (limit: string): LimitEvent => ({ type: 'LimitEnded', limit, reason: 'the active policy does not declare it' });
    given().when(declare({})).then();
    given(wasSet('l-1'))
      .when(declare({ pay: rate }))
      .then(pay);
    given(wasSet('l-1'), pay)
      .when(declare({ pay: rate }))
      .then();
    given(wasSet('l-1'), pay)
      .when(declare({ pay: { limit: 3, windowSeconds: 60 } }))
      .then(gone(pay.limit), rateLimit('gate', 'pay', { limit: 3, windowSeconds: 60 }));
    given(wasSet('l-1'), pay)
      .when(declare({ pay: rate, ask: { limit: 3, windowSeconds: 60 } }))
      .then(ask);
    given(wasSet('l-1'), pay, ask)
      .when(declare({ pay: rate }))
      .then(gone(ask.limit));
    given(wasSet('l-1'), pay)
      .when(declare({ pay: rate }, 'other'))
      .then(gone(pay.limit), rateLimit('other', 'pay', rate));
    given(wasSet('l-1'), pay).when(declare({})).then(gone(pay.limit));
    given(pay).when(end(pay.limit)).refused('LIMIT_IS_A_POLICYS');
    const many = Array.from({ length: 63 }, (_, i) => wasSet(`l-${i}`));
    given(pay, ask, ...many)
      .when(set('one'))
      .then(wasSet('one'));
  });
});

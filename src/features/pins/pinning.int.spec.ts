import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { addRevision, always, publishRevision, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

/** Time passes at the word of the spec; everything else goes on by itself. */
const EVERYTHING_BUT_THE_DATE = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('a pin', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let other: string;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    other = (await writ.startSecondApi()).url;
    await addRevision(acme.operator, 'gate', always('DENY'));
    await publishRevision(acme.operator, 'gate', 1);
    await addRevision(acme.operator, 'gate', always('ALLOW'));
    for (const step of ['submit', 'approve']) await acme.operator.post(`/v1/policies/gate/revisions/2/${step}`);
    await addRevision(acme.operator, 'gate', always('DEFER'));
  });
  afterAll(() => writ.close());

  const pin = (more: object = {}, by = acme.operator) =>
    by.send('POST', '/v1/pins', {
      policy: 'gate',
      revision: 2,
      expiresAt: inAnHour(),
      reason: 'try it',
      forLater: true,
      ...more,
    });
  const lift = (id: unknown) => acme.operator.post(`/v1/pins/${String(id)}/lift`, { reason: 'tried' });
  const decide = async (agent: WritClient, session: string) => {
    const {
      verdict,
      policy,
      pin: by,
    } = (await agent.at(other).decide(session, 'pay')) as unknown as {
      verdict: string;
      policy: { revision: number };
      pin?: string;
    };
    return [verdict, policy.revision, by];
  };

  it('has its agent, its session or its label decided by its revision from the next call on, and nobody else', async () => {
    const payer = await writ.registerAgent(acme.operator, 'payer', { team: 'finance' });
    for (const selector of [{ agent: 'payer' }, { session: 's-pinned' }, { label: { name: 'team', value: 'finance' } }]) {
      const { status, body } = await pin({ selector });
      expectThat(JSON.stringify(body), status).toBe(201);
      expect(await decide(payer, 's-pinned')).toStrictEqual(['ALLOW', 2, body['pin']]);
      expect(await decide(acme.agent, 's-free')).toStrictEqual(['DENY', 1, undefined]);
      await lift(body['pin']);
      expect(await decide(payer, 's-pinned')).toStrictEqual(['DENY', 1, undefined]);
    }
  });

  it('is in the ledger with the decision, and listed while it holds', async () => {
    const { body } = await pin({ selector: { agent: 'agent-1' } });
    const decision = await acme.agent.decide('s-1', 'pay');
    const event = await writ.store.readEvent(acme.id, decision.decisionId);
    expect(event?.data['pin']).toBe(body['pin']);
    const position = String((await writ.store.head(acme.id)).position);
    const listed = await acme.operator.get<{ items: { pin: string }[] }>('/v1/pins', { 'writ-min-position': position });
    expect(listed.items.map((item) => item.pin)).toStrictEqual([body['pin']]);
    const detail = await acme.operator.get<{ pin: string }>(`/v1/decisions/${decision.decisionId}`, {
      'writ-min-position': position,
    });
    expect(detail.pin).toBe(body['pin']);
    expect((await pin({ selector: { agent: 'agent-1' } })).body['code']).toBe('ALREADY_PINNED');
    await lift(body['pin']);
    expect((await acme.operator.refused('POST', `/v1/pins/${String(body['pin'])}/lift`, { reason: 'again' })).code).toBe(
      'PIN_NOT_FOUND',
    );
  });

  it('that has expired decides nothing', async () => {
    jest.useFakeTimers({ doNotFake: [...EVERYTHING_BUT_THE_DATE] });
    const expiresAt = new Date(Date.now() + 1_000).toISOString();
    const { body } = await pin({ selector: { session: 's-short' }, expiresAt });
    expect(body['expiresAt']).toBe(expiresAt);
    jest.advanceTimersByTime(999);
    expect(await decide(acme.agent, 's-short')).toStrictEqual(['ALLOW', 2, body['pin']]);
    jest.advanceTimersByTime(1);
    expect(await decide(acme.agent, 's-short')).toStrictEqual(['DENY', 1, undefined]);
    jest.useRealTimers();
  });

  it('is refused for what may not decide, and for what cannot be', async () => {
    const selector = { agent: 'payer' };
    const codes = await Promise.all(
      [
        { selector, revision: 3 },
        { selector, revision: 9 },
        { selector, policy: 'ghost' },
        { selector: {} },
        { selector: { agent: 'a', session: 's' } },
        { selector, expiresAt: '2020-01-01T00:00:00Z' },
        { selector, expiresAt: '2999-01-01T00:00:00Z' },
      ].map(async (request) => (await pin(request)).body['code']),
    );
    expect(codes).toStrictEqual([
      'POLICY_REVISION_NOT_APPROVED',
      'POLICY_REVISION_NOT_FOUND',
      'POLICY_NOT_FOUND',
      ...Array.from({ length: 4 }, () => 'INVALID_INPUT'),
    ]);
  });

  it('is for policy admins of the tenant', async () => {
    const viewer = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer']));
    expect((await pin({ selector: { agent: 'x' } }, viewer)).body['code']).toBe('FORBIDDEN');
    const stranger = (await writ.seedTenant(owner)).operator;
    expect((await pin({ selector: { agent: 'x' } }, stranger)).body['code']).toBe('POLICY_NOT_FOUND');
  });

  it('keeps to the separation of duties: neither author nor reviewer pins', async () => {
    await owner.post(`/v1/tenants/${acme.id}/policy-governance`, { separationOfDuties: 'enforced', reason: 'two of us now' });
    expect((await pin({ selector: { agent: 'x' } })).body['code']).toBe('PUBLISHER_IS_AUTHOR');
    const [second, third] = await Promise.all(
      [1, 2].map(async () => writ.signIn(await writ.registerOperator(owner, acme.id, ['policy_admin']))),
    );
    assert(second && third);
    const on = '/v1/policies/gate/revisions/2';
    expectThat('reviewed by its author', (await pin({ selector: { agent: 'x' } }, third)).body['code']).toBe(
      'REVIEWER_IS_AUTHOR',
    );
    await second.post(`${on}/request-changes`, { comment: 'let me see' });
    await second.post(`${on}/submit`);
    await second.post(`${on}/approve`);
    expect((await pin({ selector: { agent: 'x' } }, second)).body['code']).toBe('PUBLISHER_IS_REVIEWER');
    expect((await pin({ selector: { agent: 'x' } }, third)).status).toBe(201);
  });

  it('is set, listed and lifted over GraphQL as well', async () => {
    const third = await writ.signIn(await writ.registerOperator(owner, acme.id, ['policy_admin']));
    const input = {
      policy: 'gate',
      revision: 2,
      selector: { session: 's-g' },
      expiresAt: inAnHour(),
      reason: 'graph',
      forLater: true,
    };
    const set = await third.post<{ data: { pinRevision: { pin: string; ledger: { position: string } } } }>('/graphql', {
      query: 'mutation($input: PinRevisionInput!) { pinRevision(input: $input) { pin ledger { position } } }',
      variables: { input },
    });
    const { pin: id } = set.data.pinRevision;
    expect(await decide(acme.agent, 's-g')).toStrictEqual(['ALLOW', 2, id]);
    const lifted = await third.post<{ data: { liftPin: { pin: string } } }>('/graphql', {
      query: 'mutation($pin: String!) { liftPin(pin: $pin, input: { reason: "over" }) { pin } }',
      variables: { pin: id },
    });
    expect(lifted.data.liftPin.pin).toBe(id);
    expect(await decide(acme.agent, 's-g')).toStrictEqual(['DENY', 1, undefined]);
  });
});

import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, WritClient, type Answer } from '#test/support/writ-client';

describe('the keys of an agent', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let other: string;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    other = (await writ.startSecondApi()).url;
  });
  afterAll(() => writ.close());

  let agents = 0;
  /** An agent that the other API has seen lately, so that it remembers the key as good. */
  async function knownAgent(): Promise<{ id: string; agent: WritClient; elsewhere: WritClient }> {
    const id = `bot-${(agents += 1)}`;
    const agent = await writ.registerAgent(acme.operator, id);
    const elsewhere = agent.at(other);
    await Promise.all([agent, elsewhere].map((caller, i) => caller.decide(`${id}-${i}`, 'read', { requestId: 'first' })));
    await elsewhere.post('/v1/sessions', { id: `${id}-open` });
    return { id, agent, elsewhere };
  }
  const keyIdOf = (agent: WritClient) =>
    Buffer.from(agent.token?.split('_')[1] ?? '', 'base64url')
      .toString()
      .split('/')[2];
  /** Every route an agent has, with calls that were fine a moment ago. */
  const everything = (id: string, caller: WritClient): Promise<Answer>[] => [
    caller.send('POST', '/v1/decisions', { sessionId: `${id}-1`, tool: 'read', arguments: {} }),
    caller.send('POST', '/v1/decisions', { sessionId: `${id}-1`, tool: 'read', arguments: {}, requestId: 'first' }),
    caller.send('POST', '/v1/sessions', { id: `${id}-late` }),
    caller.send('POST', `/v1/sessions/${id}-open/close`),
    caller.send('GET', `/v1/sessions/${id}-open`),
  ];

  async function assertStopped(id: string, callers: WritClient[]): Promise<void> {
    const before_ = await writ.store.head(acme.id);
    for (const caller of callers) {
      for (const [i, answer] of (await Promise.all(everything(id, caller))).entries())
        expect([i, problemIn(answer).code]).toStrictEqual([i, 'UNAUTHENTICATED']);
      const batch = await caller.send<{ items: { code: string }[] }>('POST', '/v1/decisions/batch', [
        { sessionId: `${id}-1`, tool: 'read', arguments: {} },
      ]);
      expect(batch.status === 200 ? batch.body.items[0]?.code : problemIn(batch).code).toBe('UNAUTHENTICATED');
    }
    expectThat('nothing was recorded', await writ.store.head(acme.id)).toStrictEqual(before_);
  }

  it('stop at once on every API when they are revoked', async () => {
    const { id, agent, elsewhere } = await knownAgent();
    await acme.operator.ok('DELETE', `/v1/agents/${id}/keys/${keyIdOf(agent)}`);
    await assertStopped(id, [elsewhere, agent]);
  });

  it('stop at once on every API when they are rotated, where the new one works', async () => {
    const { id, agent, elsewhere } = await knownAgent();
    const { key } = await acme.operator.post<{ key: string }>(`/v1/agents/${id}/keys/rotate`);
    await assertStopped(id, [elsewhere, agent]);
    for (const url of [other, writ.url]) expect((await new WritClient(url, key).decide(`${id}-1`, 'read')).verdict).toBe('ALLOW');
  });

  it('that are still good go on while another key of the tenant is rotated under load', async () => {
    const [steady, rotated] = [await knownAgent(), await knownAgent()];
    const calls = Array.from({ length: 60 }, (_, i) =>
      (i % 2 ? steady.agent : steady.elsewhere).decide(`${steady.id}-${i % 4}`, 'read'),
    );
    for (let i = 0; i < 5; i += 1) await acme.operator.post(`/v1/agents/${rotated.id}/keys/rotate`);
    expect((await Promise.all(calls)).every(({ verdict }) => verdict === 'ALLOW')).toBe(true);
  });

  it('are refused with a code when there is no such agent or key', async () => {
    expect((await acme.operator.refused('POST', '/v1/agents/nobody/keys/rotate')).code).toBe('AGENT_NOT_FOUND');
    expect((await acme.operator.refused('DELETE', `/v1/agents/nobody/keys/${'0'.repeat(16)}`)).code).toBe('AGENT_NOT_FOUND');
    expect((await acme.operator.refused('DELETE', `/v1/agents/agent-1/keys/${'0'.repeat(16)}`)).code).toBe('AGENT_KEY_NOT_FOUND');
    expect((await acme.operator.refused('POST', '/v1/agents', { id: 'agent-1', name: 'Again' })).code).toBe(
      'AGENT_ALREADY_EXISTS',
    );
  });

  it('are listed with when and why they ended, and nothing secret', async () => {
    const { id } = await knownAgent();
    const { ledger, key } = await acme.operator.post<{ key: string; ledger: { position: number } }>(
      `/v1/agents/${id}/keys/rotate`,
    );
    const { items } = await acme.operator.get<{
      items: { id: string; keys: { cause: string | null; revokedAt: string | null }[] }[];
    }>('/v1/agents?limit=200', {
      'writ-min-position': String(ledger.position),
    });
    const listed = items.find((agent) => agent.id === id) ?? assert.fail();
    expect(listed.keys.map(({ cause, revokedAt }) => [cause, revokedAt !== null])).toStrictEqual([
      ['rotated', true],
      [null, false],
    ]);
    expect(JSON.stringify(items)).not.toContain(key.slice(-64));
  });
});

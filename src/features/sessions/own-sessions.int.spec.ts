import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

interface Asked {
  readonly data: { readonly session: { readonly agent: string } | null };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

describe('one session', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let owner: WritClient;
  let other: WritClient;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    other = await writ.registerAgent(acme.operator, 'agent-2');
    const { ledger } = await acme.agent.post<{ ledger: { position: number } }>('/v1/sessions', { id: 's' });
    await acme.agent.get('/v1/sessions/s', { 'writ-min-position': String(ledger.position) });
  });
  afterAll(() => writ.close());

  /** How REST and GraphQL answer one question. */
  async function answersTo(caller: WritClient): Promise<unknown[]> {
    const rest = await caller.send('GET', '/v1/sessions/s');
    const { data, errors } = await caller.post<Asked>('/graphql', { query: '{ session(id: "s") { agent } }' });
    return [rest.body['code'] ?? rest.body['agent'], errors?.[0]?.extensions.code ?? data.session?.agent];
  }

  it('is shown to the agent it belongs to and to operators, on both ways', async () => {
    for (const caller of [acme.agent, acme.operator]) expect(await answersTo(caller)).toStrictEqual(['agent-1', 'agent-1']);
  });

  it('does not exist for another agent', async () => {
    expect(await answersTo(other)).toStrictEqual(['SESSION_NOT_FOUND', 'SESSION_NOT_FOUND']);
  });

  it('is nothing for operators of the deployment', async () => {
    expect(await answersTo(owner)).toStrictEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  it('is neither its own parent nor given its own results', async () => {
    for (const member of [{ parentSessionId: 'own' }, { inputSessionIds: ['s', 'own'] }]) {
      const [name] = Object.keys(member);
      const refusal = await acme.agent.refused('POST', '/v1/sessions', { id: 'own', ...member });
      expect([refusal.code, refusal.detail]).toStrictEqual([
        'INVALID_INPUT',
        expect.stringContaining(`${name}: a session is not its own`),
      ]);
    }
  });
});

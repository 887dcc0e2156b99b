import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningWrit } from '#test/support/running-writ';
import { WritClient } from '#test/support/writ-client';
import type { DemoCredentials } from '#features/demo/demo.module';
import { seedDemo } from './seed.js';

describe('credentials.json of a demo that is started again', () => {
  const home = mkdtempSync(join(tmpdir(), 'writ-seed-'));
  let writ: RunningWrit;
  const start = () => seedDemo(writ.configuration, writ.url);
  const kept = () => JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8')) as DemoCredentials;
  const asked = async () =>
    (
      await new WritClient(writ.url, kept().agentKey).send('POST', '/v1/decisions', {
        sessionId: 's-1',
        tool: 'calculate',
        arguments: {},
      })
    ).status;

  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false, env: { WRIT_HOME: home } });
    expect(await start()).toStrictEqual({ isNew: true, replaced: [] });
  });
  afterAll(async () => {
    await writ.close();
    rmSync(home, { recursive: true });
  });

  it('stays to the letter as long as it is good', async () => {
    const before = kept();
    expect(await start()).toStrictEqual({ isNew: false, replaced: [] });
    expect(kept()).toStrictEqual(before);
  });

  it('gets another key when the agent has one that it does not hold, or none', async () => {
    const { agentId } = kept();
    const operator = await writ.signIn(kept().operator);
    const { keyId } = await operator.post<{ keyId: string }>(`/v1/agents/${agentId}/keys/rotate`);
    expect(await asked()).toBe(401);
    expect(await start()).toStrictEqual({ isNew: false, replaced: ['agentKey'] });
    expect(await asked()).toBe(200);
    expect((await operator.send('DELETE', `/v1/agents/${agentId}/keys/${keyId}`)).status).toBe(404);
    expect(await start()).toStrictEqual({ isNew: false, replaced: [] });
  });

  it('gets operators that can sign in for those that no longer can', async () => {
    const { operator, owner } = kept();
    const deployment = await writ.signIn(owner);
    const idOf = ({ clientId }: DemoCredentials['owner']) => clientId.slice(clientId.indexOf('.') + 1);
    await deployment.post(`/v1/tenants/demo/operators/${idOf(operator)}/end`, { reason: 'for a test' });
    await deployment.post(`/v1/tenants/_deployment/operators/${idOf(owner)}/rotate-secret`);
    expect(await start()).toStrictEqual({ isNew: false, replaced: ['operator', 'owner'] });
    await writ.signIn(kept().operator);
    await writ.signIn(kept().owner);
    expect(kept().agentId).toBe('demo-agent');
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { signIn, sessionPath } from '../../clients/cli/session/operator-session.js';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('writ call', () => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-call-'));
  let writ: RunningWrit;
  let tenant: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    tenant = await writ.seedTenant(await writ.owner());
    const { clientId, clientSecret } = tenant.credentials;
    await signIn(sessionPath({ XDG_CONFIG_HOME: folder }), writ.url, clientId, clientSecret);
  });
  afterAll(async () => {
    await writ.close();
    rmSync(folder, { recursive: true });
  });

  async function run(...args: string[]): Promise<Ran> {
    const env = {
      ...process.env,
      XDG_CONFIG_HOME: folder,
      WRIT_HOME: join(folder, 'none'),
      WRIT_AGENT_KEY: tenant.agent.token ?? '',
    };
    const child = spawn(process.execPath, [join(process.cwd(), 'clients/cli/bin/writ.mjs'), 'call', '--url', writ.url, ...args], {
      env,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    const [code] = (await once(child, 'close')) as [number];
    return { code, out, err };
  }
  const json = ({ out }: Ran) => JSON.parse(out) as Record<string, unknown>;

  it('carries out any command of an operator, with members in path and body, and reads back what it did', async () => {
    const made = await run('agents.register', 'id=mailer', 'name=Mailer of "letters"', 'labels={"team":"post"}', '--json');
    expectThat(made.err, made.code).toBe(0);
    const { ledger } = json(made) as { ledger: { position: number } };
    const agents = await tenant.operator.get<{ items: { id: string; name: string; labels: object }[] }>('/v1/agents', {
      'writ-min-position': String(ledger.position),
    });
    const mailer = agents.items.find(({ id }) => id === 'mailer');
    expect([mailer?.name, mailer?.labels]).toStrictEqual(['Mailer of "letters"', { team: 'post' }]);
    expect((await run('agents.rotate', 'id=mailer')).code).toBe(0);
  });

  it('decides with an agent key, and takes the query from the same list of members', async () => {
    const decided = await run('decisions.decide', 'sessionId=s-1', 'tool=mail.send', 'arguments={"to":"a"}', '--json');
    expectThat(decided.err, decided.code).toBe(0);
    const { ledger } = json(decided) as { ledger: { position: number } };
    await tenant.operator.get('/v1/decisions', { 'writ-min-position': String(ledger.position) });
    const found = await run('decisions.list', 'limit=1', 'session=s-1', '--json');
    expectThat(found.err, json(found)['items'] as unknown[]).toHaveLength(1);
  });

  it('prints a table as the lines it is', async () => {
    const { ledger } = await tenant.agent.decide('s-2', 'mail.send');
    await tenant.operator.get('/v1/usage', { 'writ-min-position': String(ledger.position) });
    const table = await run('usage.month', 'agent=agent-1', 'format=csv');
    expectThat(table.err, table.out).toMatch(/^month,agent,tool,calls,.*\n\d{4}-\d\d,agent-1,mail\.send,\d,.*\n$/);
  });

  it('ends with 1 for a refusal and with 2 for what is no call', async () => {
    const refused = await run('agents.rotate', 'id=nobody');
    expectThat(refused.err, [refused.code, /AGENT_NOT_FOUND/.test(refused.err)]).toStrictEqual([1, true]);
    for (const [args, says] of [
      [['agents.registre'], /there is no operation agents.registre/],
      [['agents.register'], /agents.register needs name=…; it takes id, name, labels/],
      [['agents.register', 'name=x', 'labels=5x'], /labels \(object\) is not JSON/],
      [['agents.register', 'name=x', 'tema=y'], /tema: agents.register takes id, name, labels/],
      [['agents.register', 'name=x', 'name=y'], /given twice/],
      [['operators.token', 'clientId=a'], /there is no operation operators.token/],
    ] as const) {
      const { code, err } = await run(...args);
      expectThat(err, code).toBe(2);
      expect(err).toMatch(says);
    }
  });

  it('lists what there is', async () => {
    const { out } = await run('--json');
    const names = (JSON.parse(out) as { operation: string }[]).map(({ operation }) => operation);
    expectThat(String(names), names.includes('controls.kill') && names.includes('readAudit.set') && names.length > 50).toBe(true);
  });
});

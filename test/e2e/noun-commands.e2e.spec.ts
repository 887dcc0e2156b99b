import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { ran } from '../../clients/cli/testing/captured-run.js';
import { servedOperations } from '../../clients/cli/running/operation-call.js';
import { NOUNS } from '../../clients/cli/nouns/noun-names.js';

describe('the commands of what the API has', () => {
  const home = mkdtempSync(join(tmpdir(), 'writ-nouns-'));
  let writ: RunningWrit;
  let env: NodeJS.ProcessEnv;
  let tenant: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    tenant = await writ.seedTenant(await writ.owner());
    const { id, credentials, agent } = tenant;
    const local = {
      url: writ.url,
      tenant: id,
      agentId: 'agent-1',
      agentKey: agent.token,
      operator: credentials,
      owner: credentials,
    };
    writeFileSync(join(home, 'credentials.json'), JSON.stringify(local), { mode: 0o600 });
    env = { HOME: home, WRIT_HOME: home, XDG_CONFIG_HOME: home, COLUMNS: '400' };
  });
  afterAll(async () => {
    await writ?.close();
    rmSync(home, { recursive: true });
  });
  const run = (...args: string[]) => ran(args, env);

  it('are there for everything but what has commands of its own', () => {
    const own =
      'approvals controls dossiers opaBundles opaReports pins policies policyGovernance policyKeys policyPlans policyReview policyTemplates policyWorkbench replayHistories';
    const prefixes = new Set(servedOperations().map(({ id }) => id.slice(0, id.indexOf('.'))));
    expect([...prefixes].sort()).toStrictEqual([...Object.values(NOUNS), ...own.split(' ')].sort());
  });

  it('do what they say, and show lists as tables', async () => {
    const set = await run(
      'limits',
      'set',
      '--name',
      'calls',
      '--subject',
      'agent',
      '--limit',
      '5',
      '--window-seconds',
      '60',
      '--json',
    );
    expect([set.status, set.stderr]).toStrictEqual([0, '']);
    const { id } = JSON.parse(set.stdout) as { id: string };
    expect((await run('limits', 'end', id, '--reason', 'enough')).status).toBe(0);
    await eventually('lists have caught up', async () => (await run('agents')).stdout !== 'none\n');
    expect((await run('agents')).stdout).toMatch(/^id +name +.*\n-+ .*\nagent-1 +Agent agent-1/);
    await eventually('operators are listed', async () => (await run('operators')).stdout.includes('Operator'));
    expect((await run('operators')).stdout).toMatch(
      /^id +name +roles +registeredAt +registeredBy +clientId\n-+ .*\n[0-9a-f-]{36} +Operator +viewer, /,
    );
    expect((await run('tenants')).stdout).toMatch(/^id +name\n-+ .*\ntenant-\S+ +Tenant tenant-/);
    expect((await run('ledger', 'events', '--limit', '2')).stdout).toMatch(
      /^position +at +type .*\n[^]*\n2 shown, there are more: writ ledger events --limit 2 --from 3\n$/,
    );
    expect((await run('incidents', '--state', 'open')).stdout).toBe('none\n');
    expect((await run('labels', 'personal-data')).stdout).toBe('mode  off\n');
  });

  it('tell how lists stand, whether one is what the ledger says, and what to do', async () => {
    expect((await run('projections')).stdout).toMatch(
      /^name +kind +state +position +lag +rows looked at\n-+ .*\nagents +list +\w+ +\d+[^]*\nwebhooks +list +\w+ +\d+/,
    );
    const verified = await run('projections', 'verify', 'agents');
    expect([verified.status, verified.stderr]).toStrictEqual([0, '']);
    expect(verified.stdout).toMatch(/^agents is what the ledger says up to position \d+: \d+ rows\nrows +[0-9a-f]{64}\n$/);
    const rebuilt = await run('projections', 'rebuild', 'agents', '--json');
    expect(JSON.parse(rebuilt.stdout)).toMatchObject({ result: 'same', written: 0, examples: [] });
    expect((await run('projections')).stdout).toMatch(/\nagents +list +\w+ +\d+ .*same \d{4}-/);
    expect((await run('projections', 'pause', 'tools', '--reason', 'a look')).stdout).toMatch(
      /^tools stands still; recorded at position \d+\n[^]*next: writ projections resume tools has it go on\n$/,
    );
    await eventually('it is paused', async () =>
      (await run('projections')).stdout.includes(': a look\nnext: writ projections resume tools\n'),
    );
    expect((await run('projections', 'resume', 'tools')).status).toBe(0);
    const no = [
      await run('projections', 'watch', 'agents'),
      await run('projections', 'verify', 'approvals-expire'),
      await run('projections', 'cancel', 'agents'),
    ];
    expect(no.map(({ status }) => status)).toStrictEqual([2, 1, 1]);
    expect(no.map(({ stderr }) => stderr.split(':')[0])).toStrictEqual([
      'NOTHING_UNDER_WAY',
      'PROJECTION_HAS_NO_ROWS',
      'PROJECTION_RUN_NOT_UNDER_WAY',
    ]);
  });

  it('tell policies and approvals as they were', async () => {
    const head = async () => (await tenant.operator.get<{ position: number }>('/v1/ledger/head')).position;
    await publishPolicy(tenant.operator, 'asking', always('REQUIRE_APPROVAL', ', "obligations": []'));
    const before = await head();
    await tenant.agent.decide('s-held', 'pay');
    const then = String(await head());
    await eventually('it is asked for', async () => (await run('approvals')).stdout.includes('agent-1'));
    const [id = ''] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec((await run('approvals')).stdout) ?? [];
    await run('approvals', 'deny', id, '--reason', 'a test');
    expect((await run('approvals', '--as-of', then)).stdout).toContain(id);
    expect((await run('approvals', '--as-of', String(before))).stdout).toBe('nothing is pending\n');
    expect((await run('approvals', 'show', id, '--as-of', then)).stdout).toMatch(/state +pending\b/);
    expect((await run('approvals', 'show', id)).stdout).toMatch(/state +denied\b/);
    expect((await run('policy', 'list', '--as-of', then)).stdout).toMatch(/\nasking +/);
    expect((await run('policy', 'list', '--as-of', '1')).stdout).toBe('no policies\n');
    const refused = await run('policy', 'list', '--as-of', 'last-week');
    expect([refused.status, refused.stderr.split(':')[0]]).toStrictEqual([1, 'INVALID_INPUT']);
  });

  it('say what they did and what comes next, in no JSON', async () => {
    const made = await run('agents', 'register', '--id', 'mailer', '--name', 'Mailer');
    expect([made.status, made.stderr]).toStrictEqual([0, '']);
    expect(made.stdout).toMatch(
      /^registered agent mailer; recorded at position \d+\nkey +wrk_\S+\nkeyId +\S+\nnext: keep the key, /,
    );
    const asked = await run('exceptions', 'request', '--tool', 'refund', '--seconds', '60', '--reason', 'a drill');
    const [, exception = ''] =
      /^asked for exception (\S+), which .*\nnext: somebody else, with the role approval_admin: (?:npx )?writ exceptions approve \1\n$/.exec(
        asked.stdout,
      ) ?? [];
    expect((await run('exceptions', 'revoke', exception, '--reason', 'over')).stdout).toMatch(
      new RegExp(`^revoked exception ${exception}, in effect with the next decision; recorded at position \\d+\n$`),
    );
    expect((await run('exceptions', 'revoke', exception, '--reason', 'over')).stdout).toContain(
      '; it was so already, and nothing',
    );
    expect((await run('call', 'exceptions.revoke', `id=${exception}`, 'reason=over')).stdout).toContain('revoked exception');
    expect((await run('ledger', 'head')).stdout).toMatch(/^tenant +tenant-\S+\nposition +\d+\nchain +[0-9a-f]{64}\nat +\d{4}-/);
  });

  it('fit the screen, and 80 columns where there is none', async () => {
    for (const [columns, most] of [
      [undefined, 80],
      ['120', 120],
    ] as const)
      for (const args of [['agents'], ['operators'], ['limits'], ['ledger', 'events'], ['exceptions'], ['call']]) {
        const { stdout, stderr } = await ran(args, { ...env, COLUMNS: columns });
        for (const line of stdout.split('\n').filter((each) => !each.includes(' shown, there are more: ')))
          expectThat(`${args.join(' ')}${stderr}: ${line}`, line.length <= most).toBe(true);
      }
  });

  it('show all tenants to the owner of the deployment, page by page, and to everybody else the own one', async () => {
    const file = join(home, 'credentials.json');
    const before = readFileSync(file, 'utf8');
    const owner = await writ.ownerSecret();
    await (await writ.owner()).post('/v1/tenants', { id: 'second-of-two', name: 'Second' });
    const own = (await run('tenants', 'list')).stdout;
    expect(own).toMatch(/^id +name\n-+ .*\ntenant-\S+ +Tenant tenant-\S+\n$/);
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(before) as object), operator: owner }));
    const session = join(home, 'writ', 'session.json');
    rmSync(session);
    try {
      const all = (await run('tenants', '--limit', '1')).stdout;
      expect(all).toMatch(
        /^id +name +state +createdAt +createdBy\n-+ .*\ntenant-\S+ +Tenant tenant-\S+ +open .*\n1 shown, there are more: writ tenants list --limit 1 --cursor \S+\n$/,
      );
      await eventually('people have names', async () =>
        /\nsecond-of-two +Second +open .* Owner \(/.test((await run('tenants')).stdout),
      );
      expect((await run('tenants', 'get', 'second-of-two', '--json')).stdout).toContain('"name":"Second"');
    } finally {
      writeFileSync(file, before);
      rmSync(session, { force: true });
    }
  });

  it('tell a value that is none, a member that is missing and a noun that is unknown', async () => {
    expect((await run('limits', 'set', '--name', 'x', '--subject', 'agent', '--limit', 'many')).stderr).toContain(
      'limit (integer)',
    );
    expect((await run('limits', 'end', '0198c2a4-7e1b-7000-8000-000000000000')).stderr).toContain('--reason');
    expect((await run('limit')).stderr).toContain('limits');
  });
});

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { ran } from '../../clients/cli/testing/captured-run.js';

const POLICY = `package writ

default decision := {"verdict": "DENY", "rule": "not-listed", "reason": "no rule allows this tool"}

decision := {"verdict": "ALLOW", "rule": "small", "reason": "small amounts are fine"} if input.arguments.amount <= data.most
`;

describe('writ replay', () => {
  const home = mkdtempSync(join(tmpdir(), 'writ-replay-'));
  const file = (name: string) => join(home, name);
  let writ: RunningWrit;
  let env: NodeJS.ProcessEnv;
  let agent: SeededTenant['agent'];
  beforeAll(async () => {
    writ = await RunningWrit.start();
    const { id, credentials, operator, agent: own } = await writ.seedTenant(await writ.owner());
    agent = own;
    const local = {
      url: writ.url,
      tenant: id,
      agentId: 'agent-1',
      agentKey: agent.token,
      operator: credentials,
      owner: credentials,
    };
    writeFileSync(file('credentials.json'), JSON.stringify(local), { mode: 0o600 });
    env = { HOME: home, WRIT_HOME: home, XDG_CONFIG_HOME: home, COLUMNS: '400' };
    await publishPolicy(operator, 'payments', POLICY, { most: 100 });
    for (const amount of [50, 500]) await agent.decide('s-1', 'pay', { arguments: { amount } });
    mkdirSync(file('what-if'));
    writeFileSync(file('what-if/policy.rego'), POLICY);
    writeFileSync(file('what-if/data.json'), '{"most": 1000}');
  });
  afterAll(async () => {
    await writ?.close();
    rmSync(home, { recursive: true });
  });
  const run = (...args: string[]) => ran(args, env);

  it('finds the same by the own policies, and what another one would have let through', async () => {
    const same = await run('replay', 'run');
    expect([same.status, same.stderr]).toStrictEqual([0, '']);
    expect(same.stdout).toMatch(/^the same {2}2 decisions, none of them would have been different\n/);

    const other = await run('replay', 'run', '--modules', file('what-if'), '--last', '1d', '--html', file('report.html'));
    expect(other.status).toBe(0);
    expect(other.stderr).toContain(`the page is in ${file('report.html')}\n`);
    expect((await run('replay', 'run', '--tool', 'nothing')).stdout).toMatch(/^nothing {2}there was no decision to compare\n/);
    expect(other.stdout).toMatch(/^1 of 2 decisions would have been different\n\nbefore +ALLOW\n-+ .*\nALLOW +1\nDENY +1\n/);
    expect(other.stdout).toMatch(/\ncritical {2}pay by agent-1: DENY -> ALLOW \(small\) {2}[0-9a-f-]{36}\n/);
    expect(readFileSync(file('report.html'), 'utf8')).toMatch(/^<!doctype html>\n[^]*1 of 2 decisions would have been different/);
    const [, id = ''] = /next {2}(?:npx )?writ replay report (\S+) -o report\.html\n$/.exec(other.stdout) ?? [];
    const whole = await run('replay', 'report', id, '--format', 'json');
    expect(JSON.parse(whole.stdout)).toMatchObject({ format: 'writ-replay/1', totals: { decisions: 2, different: 1 } });
    await run('replay', 'report', id, '-o', file('report.csv'));
    expect(readFileSync(file('report.csv'), 'utf8').split('\r\n')).toHaveLength(3);
    expectThat('the same once more', (await run('replay', 'report', id, '-o', file('report.csv'))).status).toBe(0);
    const over = ['replay', 'report', id, '--format', 'json', '-o', file('report.csv')];
    expect((await run(...over)).stderr).toMatch(/^FILE_EXISTS: \S+report\.csv is there already, .*--force overwrites it\n/);
    expect(readFileSync(file('report.csv'), 'utf8').split('\r\n')).toHaveLength(3);
    expect((await run(...over, '--force')).status).toBe(0);
    expect(readFileSync(file('report.csv'), 'utf8')).toMatch(/^\{/);
    const early = await run('replay', 'run', '--html', file('report.html'));
    expectThat('before anything is replayed', early.stderr).toMatch(/^FILE_EXISTS: /);
    expect((await run('replay', 'report', id)).stdout).toBe(other.stdout);
  });

  it('ends with what --fail-on says: 1 for such a difference or a worse one', async () => {
    const candidate = ['replay', 'run', '--modules', file('what-if'), '--fail-on'];
    expect((await run(...candidate, 'critical')).status).toBe(1);
    expect((await run(...candidate, 'info')).status).toBe(1);
    expect((await run('replay', 'run', 'payments', '1', '--fail-on', 'info')).status).toBe(0);
    const nothing = await run(...candidate, 'critical', '--tool', 'another');
    expect([nothing.status, nothing.stdout]).toStrictEqual([2, '']);
    expect(nothing.stderr).toMatch(
      /^REPLAY_COMPARED_NOTHING: the replay compared no decision, so --fail-on critical says nothing: there is none in its range/,
    );
    writeFileSync(file('what-if/data.json'), '{"most": 10}');
    expectThat('less is allowed', (await run(...candidate, 'critical')).status).toBe(0);
    expect((await run(...candidate, 'high')).status).toBe(1);
  });

  it('is asked for without waiting, stopped, and followed later', async () => {
    await writ.stopWorker();
    const asked = await run('replay', 'run', '--no-wait', '--name', 'later');
    const [, id = ''] = /^replay (\S+) is asked for\nnext {2}(?:npx )?writ replay watch \1\n$/.exec(asked.stdout) ?? [];
    const paused = await run('replays', 'pause', id);
    expect([paused.status, paused.stderr]).toStrictEqual([0, '']);
    expect(paused.stdout).toMatch(
      new RegExp(`^replay ${id} is paused; what it has done is kept; recorded at .*\nnext: .*writ replays resume ${id}\n$`),
    );
    const watched = await run('replay', 'watch', id);
    expect([watched.status, watched.stdout]).toStrictEqual([2, '']);
    expect(watched.stderr).toMatch(new RegExp(`^REPLAY_NOT_COMPLETED: the replay is paused; .*writ replays resume ${id} has`));
    expect((await run('replay', 'report', id)).stderr).toMatch(/^REPLAY_NOT_COMPLETED: /);
    await writ.startWorker();
    expect((await run('replays', 'resume', id)).stdout).toMatch(
      new RegExp(`^replay ${id} is running; .*\nnext: .* watch ${id}\n$`),
    );
    expect((await run('replay', 'watch', id)).stdout).toMatch(/^the same {2}2 decisions/);
    await eventually('the list has caught up', async () =>
      new RegExp(`\n${id} +completed +later +1 to \\d+ by their own policies +\\d{4}-`).test((await run('replays')).stdout),
    );
    const { stdout: list } = await run('replays');
    expect(list).toMatch(/^id +state +name +plan +requestedAt +endedAt +requestedBy\n/);
    expectThat('by the word that shadows have', (await run('replay', 'list')).stdout).toBe(list);
    expect((await run('replay', 'show', id)).stdout).toContain('completed');
    expect((await run('replays', 'cancel', id)).stderr).toMatch(/^REPLAY_IS_OVER: /);
  });

  it('takes the log of an OPA or a table of inputs instead of the ledger', async () => {
    writeFileSync(file('what-if/data.json'), '{"most": 1000}');
    writeFileSync(file('inputs.csv'), '@verdict,tool,arguments.amount\nDENY,pay,500\nDENY,pay,5000\n');
    const entry = { decision_id: 'd', input: { tool: 'pay', arguments: { amount: 500 } }, result: false };
    writeFileSync(file('logs.json.gz'), gzipSync(`${JSON.stringify(entry)}\n`));
    const replayed = (name: string) =>
      run('replay', 'run', '--modules', file('what-if'), '--history', file(name), '--fail-on', 'critical');
    const table = await replayed('inputs.csv');
    expect([table.status, table.stderr]).toStrictEqual([1, `2 rows of ${file('inputs.csv')}\n`]);
    expect(table.stdout).toMatch(/^1 of 2 decisions would have been different\n/);
    const log = await replayed('logs.json.gz');
    expect([log.status, log.stderr]).toStrictEqual([1, `1 rows of ${file('logs.json.gz')}\n`]);
    expect(log.stdout).toMatch(/\ncritical {2}pay by .*DENY -> ALLOW \(small\) {2}d\n/);
    writeFileSync(file('inputs.csv'), 'tool,arguments.amount\npay,500\n');
    expect((await replayed('inputs.csv')).stderr).toMatch(/REPLAY_HISTORY_NOT_RULED: [^]*--baseline refunds@2/);
    writeFileSync(file('inputs.csv'), 'tool\npay,1\n');
    expect((await replayed('inputs.csv')).stderr).toMatch(/^REPLAY_HISTORY_UNREADABLE: .*row 1 has 2 cells/);
    expect((await replayed('none.csv')).stderr).toMatch(/^FILE_UNREADABLE: /);
    expect((await run('replay', 'run', '--history', file('inputs.csv'))).stderr).toMatch(/^USAGE: --history needs a candidate/);
  });

  it('says what is wrong with a command, and leaves no file behind', async () => {
    for (const [said, ...args] of [
      [/^USAGE: name a policy or --modules, not both/, 'payments', '1', '--modules', home],
      [/^USAGE: a policy needs a revision: writ replay run <policy> <revision>; a folder goes with --modules/, 'payments'],
      [/^USAGE: \S+policy\.rego is a file: name the folder it is in/, '--modules', file('what-if/policy.rego')],
      [/^USAGE: --last is not a time such as 90m, 24h or 7d/, '--last', '7w'],
      [/^USAGE: --last and --from say two things/, '--last', '7d', '--from', '1'],
      [/^USAGE: --fail-on is not one of critical, high/, '--fail-on', 'bad'],
      [/^USAGE: --baseline is not <policy>@<revision>/, '--baseline', 'payments'],
      [/^USAGE: --listed is not a whole number from 1 to 1000/, '--listed', '0'],
      [/holds no \.rego file/, '--modules', home],
      [/^POLICY_REVISION_NOT_FOUND: .*there is no revision 9 of payments; published is revision 1/, 'payments', '9'],
      [/^POLICY_REVISION_NOT_FOUND: .*there is no revision 1 of nobody/, 'nobody', '1'],
      [/^REPLAY_RANGE_EMPTY: /, '--from', '100000'],
    ] as const) {
      const { status, stdout, stderr } = await run('replay', 'run', ...args, '--html', file('none.html'));
      expectThat(args.join(' '), stderr).toMatch(said);
      expectThat(`${args.join(' ')}: ${stderr}`, [status === 0, stdout]).toStrictEqual([false, '']);
    }
    expect(existsSync(file('none.html'))).toBe(false);
    expect((await run('replay', 'rnu')).stderr).toContain('run');
    expect((await run('replay', 'watch', '0198c2a4-7e1b-7000-8000-000000000000')).stderr).toMatch(/^REPLAY_NOT_FOUND: /);
  });

  it('has a twin that looks ahead: writ shadow', async () => {
    writeFileSync(file('what-if/data.json'), '{"most": 1000}');
    const start = await run(
      'shadow',
      'start',
      '--modules',
      file('what-if'),
      '--share',
      '100',
      '--decisions',
      '50',
      '--name',
      'more',
    );
    const [, id = ''] = /^shadow (\S+) is compared .*\nnext {2}(?:npx )?writ shadow show \1\n$/.exec(start.stdout) ?? [];
    expect((await run('shadow', 'show', id)).stdout).toMatch(
      /^nothing {2}there was no decision to compare\nrunning {2}ends .* or after 50 decisions(?:; [12] positions? of .*)?\n$/,
    );
    for (const amount of [50, 500]) await agent.decide('s-2', 'pay', { arguments: { amount } });
    const end = await run('shadow', 'end', id, '--fail-on', 'critical');
    expect([end.status, end.stderr]).toStrictEqual([1, '']);
    expect(end.stdout).toMatch(
      /^1 of 2 decisions would have been different\nended {2}by somebody\n\nbefore +ALLOW\n-+ .*\nALLOW +1\nDENY +1\n/,
    );
    expect(end.stdout).toMatch(/\n1 tool *\n +pay +1\n1 agent *\n +agent-1 +1\n1 session *\n +s-2 +1\n/);
    expect(end.stdout).toMatch(/\ncritical {2}pay by agent-1: DENY -> ALLOW \(small\) {2}[0-9a-f-]{36}\n$/);
    expect((await run('shadow', 'end', id)).stderr).toMatch(/^SHADOW_IS_OVER: /);
    expect((await run('shadow', 'list')).stdout).toMatch(
      /^id +state +name +plan +.*\n.*\n[^ ]+ +ended +more +100 % from \d+ on by a draft /,
    );
    const [, position = ''] = /SHADOW|from (\d+) on/.exec((await run('shadow', 'list')).stdout) ?? [];
    expectThat('as it was before', (await run('shadow', 'list', '--as-of', String(Number(position) - 1))).stdout).not.toContain(
      id,
    );
    expectThat('as it is', (await run('shadow', 'list', '--as-of', position)).stdout).toMatch(new RegExp(`\n${id} +running `));
    expectThat('a policy as it was', (await run('policy', 'history', 'payments', '1', '--as-of', position)).stdout).toMatch(
      /then published\n$/,
    );
    expect((await run('policy', 'show', 'payments', '--as-of', '1')).stderr).toMatch(/^POLICY_NOT_FOUND: /);
    expect((await run('shadow', 'start')).stderr).toMatch(/name a candidate/);
    expect((await run('shadow', 'start', '--modules', file('what-if'), '--share', '0')).status).toBe(2);
    const told = await run('shadow', 'suggestions', id);
    expect(told.stdout).toMatch(
      /^1 {2}pay is ruled as it was before\n {3}critical: not-listed -> small\n {3}restores 1 of 1, tightens 0;/,
    );
    expect((await run('shadow', 'suggestions', id, '--take', '9', '-o', file('mended'))).status).toBe(2);
    expect((await run('shadow', 'suggestions', id, '--take', '1', '-o', file('mended'))).stdout).toContain(
      `written to ${file('mended')}`,
    );
    expect((await run('policy', 'test', file('mended'))).stdout).toMatch(/1 passed, 0 failed/);
    writeFileSync(file('mended/data.json'), '{"mine": true}');
    const again = ['shadow', 'suggestions', id, '--take', '1', '-o', file('mended')];
    expect((await run(...again)).stderr).toMatch(/^FILE_EXISTS: \S+data\.json is there already/);
    expect(readFileSync(file('mended/data.json'), 'utf8')).toBe('{"mine": true}');
    expect((await run(...again, '--force')).status).toBe(0);
    expect(JSON.parse(readFileSync(file('mended/data.json'), 'utf8'))).toStrictEqual({ most: 1000 });
  });

  it('drafts rules for what a policy keeps denying by its default', async () => {
    const draft = ['policy', 'drafted-rules', 'payments', '1'];
    expect((await run(...draft)).stdout).toMatch(/^nothing to draft: \d+ decisions were looked at\n$/);
    for (let n = 0; n < 3; n += 1) await agent.decide('s-3', 'refund', { arguments: { order: n } });
    const told = await run(...draft);
    expect(told.stdout).toMatch(/^1 {2}people are asked about refund\n {3}3 denials of 1 agent; asks for 3 of 3, /);
    expect(told.stdout).toMatch(/\nnothing is applied\nnext .*writ policy drafted-rules payments 1 --take 1 -o drafted\n$/);
    expect((await run(...draft, '--take', '1', '-o', file('drafted'))).stdout).toContain(`written to ${file('drafted')}`);
    expect((await run('policy', 'test', file('drafted'))).stdout).toMatch(/3 passed, 0 failed/);
    expect((await run(...draft, '--take', '1')).stderr).toMatch(/^USAGE: --take <n> goes with --output/);
  });
});

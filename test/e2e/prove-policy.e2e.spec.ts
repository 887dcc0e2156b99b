import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { addRevision, publishPolicy, RunningWrit } from '#test/support/running-writ';
import { ran } from '../../clients/cli/testing/captured-run.js';

const TEMPLATE = 'policies/templates/default';

const home = mkdtempSync(join(tmpdir(), 'writ-prove-'));
const at = (name: string): string => join(home, name);
let writ: RunningWrit;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  writ = await RunningWrit.start();
  const acme = await writ.seedTenant(await writ.owner());
  const { id, credentials, agent, operator } = acme;
  const local = {
    url: writ.url,
    tenant: id,
    agentId: 'agent-1',
    agentKey: agent.token,
    operator: credentials,
    owner: credentials,
  };
  writeFileSync(at('credentials.json'), JSON.stringify(local), { mode: 0o600 });
  env = { HOME: home, WRIT_HOME: home, XDG_CONFIG_HOME: home, COLUMNS: '400' };
  for (const [name, tool] of [
    ['gate', 'write_file'],
    ['wider', 'read_file'],
  ] as const) {
    mkdirSync(at(name));
    cpSync(`${TEMPLATE}/policy.rego`, join(at(name), 'policy.rego'));
    writeFileSync(
      join(at(name), 'data.json'),
      JSON.stringify({ read: ['read_file', ...(name === 'wider' ? ['write_file'] : [])], write: [tool] }),
    );
  }
  writeFileSync(at('parameters.json'), JSON.stringify({ tools: { read_file: 'read', write_file: 'write' } }));
  writeFileSync(at('own.rego'), 'package mine\n\nviolation contains "x" if input.ruling.verdict == "MODIFY"\n');
  const policy = readFileSync(`${TEMPLATE}/policy.rego`, 'utf8');
  await publishPolicy(operator, 'files', policy, { read: ['read_file'], write: ['write_file'] });
  await addRevision(operator, 'files', policy, { read: ['read_file', 'write_file'], write: [] });
  await addRevision(operator, 'drafts', policy, { read: [], write: [] });
});
afterAll(async () => {
  await writ?.close();
  rmSync(home, { recursive: true });
});

describe('writ prove-policy', () => {
  const run = (...args: string[]) => ran(['prove-policy', ...args], env);
  const parameters = (): string[] => ['--parameters', at('parameters.json')];

  it('exits 0 when everything holds, of a folder, of what is published and of a revision', async () => {
    for (const which of [['--modules', at('gate')], ['files'], ['files@1']]) {
      const { status, stdout, stderr } = await run(...which, ...parameters());
      expectThat(stdout + stderr, status).toBe(0);
      expect(stdout.match(/ PROVED /g)).toHaveLength(3);
    }
    const { status, stdout } = await run('files', '--rego', at('own.rego'), '--json');
    expect([status, (JSON.parse(stdout) as { holds: boolean }).holds]).toStrictEqual([0, true]);
  });

  it('exits 1 with a call that breaks it, and writes a test', async () => {
    const asked = ['--invariants', 'writes-need-approval,no-permission-gained', '--tests', at('tests')];
    const folder = await run('--modules', at('wider'), '--baseline', at('gate'), ...parameters(), ...asked);
    const stored = await run('files@2', '--baseline', 'files', ...parameters(), ...asked);
    for (const { status, stdout } of [folder, stored]) {
      expectThat(stdout, status).toBe(1);
      expect(stdout).toMatch(
        /writes-need-approval +COUNTEREXAMPLE [^]*no-permission-gained +COUNTEREXAMPLE [^]*"tool": "write_file"/,
      );
    }
    expect(readFileSync(at('tests/writes_need_approval_test.rego'), 'utf8')).toMatch(/answer.verdict != "ALLOW"/);
  });

  it('exits 2 when neither is known, and when nothing was checked', async () => {
    const vacuous = await run('files', ...parameters(), '--invariants', 'labelled-never-egress');
    expect([vacuous.status, vacuous.stderr]).toStrictEqual([2, expect.stringMatching(/INVARIANT_PARAMETER_MISSING|labels/)]);
    const { status, stdout } = await run('files', '--invariants', 'exec-only-for-role', '--parameters', at('role.json'));
    expect([status, stdout]).toStrictEqual([2, '']);
    writeFileSync(at('role.json'), JSON.stringify({ tools: { read_file: 'read' }, role: { value: 'admin' } }));
    const nothing = await run('files', '--invariants', 'exec-only-for-role', '--parameters', at('role.json'));
    expect([nothing.status, nothing.stdout]).toStrictEqual([2, expect.stringMatching(/NO_COUNTEREXAMPLE_FOUND \(vacuous\)/)]);
    for (const args of [
      [],
      ['files', '--modules', at('gate')],
      ['files@0'],
      ['nothing'],
      ['drafts'],
      ['files', '--inputs', 'some'],
      ['files', '--entrypoint', 'a/b'],
      ['files', '--invariants', ''],
      ['files', '--invariants', 'no-such-thing'],
      ['files', '--declared'],
      ['files', '--declared', '--invariants', 'no-evaluation-error'],
    ])
      expectThat(args.join(' '), (await run(...args)).status).toBe(2);
  });

  it('says on one line what to pass where the class of tools is missing', async () => {
    const { status, stderr } = await run('files');
    expect([status, stderr]).toStrictEqual([
      2,
      expect.stringMatching(
        /writes-need-approval needs the class of each tool you know: send \{"tools": \{"read_file": "read".*--parameters <file>/,
      ),
    ]);
  });

  it('checks what is declared, which has commands of its own', async () => {
    const writ = async (...args: string[]) => ran(args, env);
    const declared = await writ('invariants', 'declare', '--name', 'no-evaluation-error');
    expectThat(declared.stderr, declared.stdout).toMatch(/declared that no-evaluation-error is to hold/);
    await eventually('it is listed', async () =>
      /no-evaluation-error +The evaluation never ends/.test((await writ('invariants')).stdout),
    );
    const { status, stdout } = await run('files@2', '--declared');
    expect([status, stdout]).toStrictEqual([0, expect.stringMatching(/no-evaluation-error +PROVED/)]);
    const withdrawn = await writ('invariants', 'withdraw', 'no-evaluation-error', '--reason', 'tried');
    expectThat(withdrawn.stderr, withdrawn.stdout).toMatch(/withdrew no-evaluation-error/);
    expect((await run('files@2', '--declared')).stderr).toMatch(/INVARIANTS_MISSING/);
  });
});

describe('writ policy diff --semantic', () => {
  const run = (...args: string[]) => ran(['policy', 'diff', '--semantic', ...args], env);

  it('exits 0 where every verdict is the same, and 1 with a call where not', async () => {
    const same = await run('files@1', 'files@1');
    expectThat(same.stderr, [same.status, same.stdout]).toStrictEqual([
      0,
      expect.stringMatching(/^equivalent +files@1 to files@1/),
    ]);
    expect(same.stdout).toMatch(/same effect +PROVED/);
    for (const args of [['files@1', 'files@2'], ['files@2']]) {
      const { status, stdout } = await run(...args);
      expect([status, stdout]).toStrictEqual([
        1,
        expect.stringMatching(/^looser +files@2 to files@1: Some inputs are ruled less/),
      ]);
      expect(stdout).toMatch(/never looser +COUNTEREXAMPLE [^]*never stricter +PROVED/);
      expect(stdout).toMatch(/not never looser: @1 REQUIRE_APPROVAL by \S+ -> @2 ALLOW by \S+\n[^]*"tool": "write_file"/);
    }
  });

  it('exits 2 when nothing was judged', async () => {
    for (const args of [['gate'], ['files@1', 'drafts@1'], ['files@9'], ['drafts@1']])
      expectThat(args.join(' '), (await run(...args)).status).toBe(2);
  });
});

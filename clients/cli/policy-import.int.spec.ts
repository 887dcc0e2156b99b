import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { ranIn, startedIn, type Ran } from './testing/captured-run.js';

const home = mkdtempSync(join(tmpdir(), 'writ-import-'));
afterAll(() => rmSync(home, { recursive: true }));

/** Away from the repository; a process of its own where it reads its standard input. */
function writ(args: readonly string[], input?: string): Promise<Ran> {
  const line = ['policy', ...args];
  return input === undefined ? ranIn(home, line) : startedIn(home, line, {}, input);
}

function put(name: string, text: string | Buffer): void {
  mkdirSync(join(home, name, '..'), { recursive: true });
  writeFileSync(join(home, name), text);
}

const CHILD = `policy_version: "1"
name: Deploys
autonomy_mode: full
extends: shared/base.yaml
rules:
  - id: no-force
    match: {tool_id: git_push, contains: --force}
    action: {type: deny, reason: history stays}
`;
const BASE = `policy_version: "1"
rules:
  - {id: dev, match: {environment: dev}, action: {type: notify_only}}
`;

describe('writ policy import', () => {
  beforeAll(() => {
    put('rules/deploys.yaml', CHILD);
    put('rules/shared/base.yaml', BASE);
  });

  it('makes a folder that passes every check', async () => {
    const { status, stdout } = await writ(['import', 'rules/deploys.yaml']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^2 rules imported; next: writ policy lint deploys$/m);
    for (const name of ['policy.rego', 'policy_test.rego', 'source-map.json'])
      expectThat(name, existsSync(join(home, 'deploys', name))).toBe(true);
    expect(readFileSync(join(home, 'deploys/deploys.yaml'), 'utf8')).toBe(CHILD);
    expect(readFileSync(join(home, 'deploys/shared/base.yaml'), 'utf8')).toBe(BASE);
    for (const command of ['check', 'test', 'coverage', 'lint'])
      expectThat(command, (await writ([command, 'deploys'])).status).toBe(0);
    expect((await writ(['fmt', '--check', 'deploys'])).status).toBe(0);
  });

  it('lets explain name the rule in YAML, until the policy is changed by hand', async () => {
    const input = JSON.stringify({ tool: 'git_push', context: { text: 'push --force' } });
    const explained = async (): Promise<string> => {
      const { status, stdout } = await writ(['explain', 'deploys', '--input', '-'], input);
      expect(status).toBe(0);
      return stdout;
    };
    expect(await explained()).toMatch(
      /^fired {3}data\.writ\.first_match {2}deploys\/policy\.rego:\d+ .* <- no-force {2}deploys\/deploys\.yaml:6$/m,
    );
    const other = await writ(
      ['explain', 'deploys', '--input', '-'],
      JSON.stringify({ tool: 'x', context: { environment: 'dev', text: '' } }),
    );
    expect(other.stdout).toMatch(/^fired .* <- dev {2}deploys\/shared\/base\.yaml:3$/m);
    appendFileSync(join(home, 'deploys/policy.rego'), '\n# a hand was here\n');
    expect(await explained()).not.toMatch(/<-/);
    writeFileSync(join(home, 'deploys/source-map.json'), '{"rules": 7}');
    expect(await explained()).not.toMatch(/<-/);
  });

  it('shows what is wrong in the file it is in, and writes nothing', async () => {
    put('rules/shared/wrong.yaml', BASE.replace('environment', 'enviroment'));
    put('rules/wrong.yaml', CHILD.replace('base', 'wrong'));
    const { status, stdout } = await writ(['import', 'rules/wrong.yaml', 'made']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^rules\/shared\/wrong\.yaml:3:23: error YAML_UNKNOWN_FIELD: .*enviroment/m);
    expect(stdout).toMatch(/^ {4}3 \| .*enviroment/m);
    expect(existsSync(join(home, 'made'))).toBe(false);
    const { findings } = JSON.parse((await writ(['import', 'rules/wrong.yaml', 'made', '--json'])).stdout) as {
      findings: { code: string }[];
    };
    expect(findings.map(({ code }) => code)).toStrictEqual(['YAML_UNKNOWN_FIELD']);
  });

  it('reads nothing outside of the folder of the rules', async () => {
    put('secret.yaml', BASE);
    symlinkSync(join(home, 'secret.yaml'), join(home, 'rules/link.yaml'));
    symlinkSync(home, join(home, 'rules/up'));
    put('rules/base.txt', BASE);
    mkdirSync(join(home, 'rules/folder.yaml'));
    for (const path of [
      '../secret.yaml',
      'link.yaml',
      'up/secret.yaml',
      join(home, 'secret.yaml'),
      '~/secret.yaml',
      'base.txt',
      'folder.yaml',
      'absent.yaml',
    ]) {
      put('rules/outside.yaml', CHILD.replace('shared/base.yaml', path));
      const { status, stdout } = await writ(['import', 'rules/outside.yaml', 'made']);
      expectThat(path, status).toBe(1);
      expectThat(path, stdout).toMatch(/^rules\/outside\.yaml:4:10: error YAML_EXTENDS/m);
    }
    put('rules/outside.yaml', CHILD.replace('shared/base.yaml', 'outside.yaml'));
    expect((await writ(['import', 'rules/outside.yaml', 'made'])).stdout).toMatch(/YAML_EXTENDS: outside\.yaml extends itself/);
    expect(existsSync(join(home, 'made'))).toBe(false);
  });

  it('exits 2 when nothing was judged', async () => {
    put('latin.yaml', Buffer.from([0x6e, 0xe4, 0x68]));
    put('large.yaml', `# ${'x'.repeat(1024 * 1024)}`);
    put('full/file', '');
    const runs = [['absent.yaml'], ['latin.yaml'], ['large.yaml'], ['rules'], ['rules/deploys.yaml', 'full'], []];
    for (const args of runs) expectThat(args.join(' '), (await writ(['import', ...args])).status).toBe(2);
  });
});

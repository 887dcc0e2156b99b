import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const home = mkdtempSync(join(tmpdir(), 'writ-import-'));
after(() => rmSync(home, { recursive: true }));

/** The real command, away from the repository. */
function writ(args: readonly string[], input?: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(process.cwd(), 'clients/cli/bin/writ.mjs'), 'policy', ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home },
    encoding: 'utf8',
    ...(input !== undefined && { input }),
  });
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
  before(() => {
    put('rules/deploys.yaml', CHILD);
    put('rules/shared/base.yaml', BASE);
  });

  it('makes a folder that passes every check', () => {
    const { status, stdout } = writ(['import', 'rules/deploys.yaml']);
    assert.equal(status, 0);
    assert.match(stdout, /^2 rules imported; next: writ policy lint deploys$/m);
    for (const name of ['policy.rego', 'policy_test.rego', 'source-map.json'])
      assert.ok(existsSync(join(home, 'deploys', name)), name);
    assert.equal(readFileSync(join(home, 'deploys/deploys.yaml'), 'utf8'), CHILD);
    assert.equal(readFileSync(join(home, 'deploys/shared/base.yaml'), 'utf8'), BASE);
    for (const command of ['check', 'test', 'coverage', 'lint']) assert.equal(writ([command, 'deploys']).status, 0, command);
    assert.equal(writ(['fmt', '--check', 'deploys']).status, 0);
  });

  it('lets explain name the rule in YAML, until the policy is changed by hand', () => {
    const input = JSON.stringify({ tool: 'git_push', context: { text: 'push --force' } });
    const explained = (): string => {
      const { status, stdout } = writ(['explain', 'deploys', '--input', '-'], input);
      assert.equal(status, 0);
      return stdout;
    };
    assert.match(
      explained(),
      /^fired {3}data\.writ\.first_match {2}deploys\/policy\.rego:\d+ .* <- no-force {2}deploys\/deploys\.yaml:6$/m,
    );
    const other = writ(
      ['explain', 'deploys', '--input', '-'],
      JSON.stringify({ tool: 'x', context: { environment: 'dev', text: '' } }),
    );
    assert.match(other.stdout, /^fired .* <- dev {2}deploys\/shared\/base\.yaml:3$/m);
    appendFileSync(join(home, 'deploys/policy.rego'), '\n# a hand was here\n');
    assert.doesNotMatch(explained(), /<-/);
    writeFileSync(join(home, 'deploys/source-map.json'), '{"rules": 7}');
    assert.doesNotMatch(explained(), /<-/);
  });

  it('shows what is wrong in the file it is in, and writes nothing', () => {
    put('rules/shared/wrong.yaml', BASE.replace('environment', 'enviroment'));
    put('rules/wrong.yaml', CHILD.replace('base', 'wrong'));
    const { status, stdout } = writ(['import', 'rules/wrong.yaml', 'made']);
    assert.equal(status, 1);
    assert.match(stdout, /^rules\/shared\/wrong\.yaml:3:23: error YAML_UNKNOWN_FIELD: .*enviroment/m);
    assert.match(stdout, /^ {4}3 \| .*enviroment/m);
    assert.ok(!existsSync(join(home, 'made')));
    const { findings } = JSON.parse(writ(['import', 'rules/wrong.yaml', 'made', '--json']).stdout) as {
      findings: { code: string }[];
    };
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['YAML_UNKNOWN_FIELD'],
    );
  });

  it('reads nothing outside of the folder of the rules', () => {
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
      const { status, stdout } = writ(['import', 'rules/outside.yaml', 'made']);
      assert.equal(status, 1, path);
      assert.match(stdout, /^rules\/outside\.yaml:4:10: error YAML_EXTENDS/m, path);
    }
    put('rules/outside.yaml', CHILD.replace('shared/base.yaml', 'outside.yaml'));
    assert.match(writ(['import', 'rules/outside.yaml', 'made']).stdout, /YAML_EXTENDS: outside\.yaml extends itself/);
    assert.ok(!existsSync(join(home, 'made')));
  });

  it('exits 2 when nothing was judged', () => {
    put('latin.yaml', Buffer.from([0x6e, 0xe4, 0x68]));
    put('large.yaml', `# ${'x'.repeat(1024 * 1024)}`);
    put('full/file', '');
    const runs = [['absent.yaml'], ['latin.yaml'], ['large.yaml'], ['rules'], ['rules/deploys.yaml', 'full'], []];
    assert.deepEqual(
      runs.map((args) => writ(['import', ...args]).status),
      [2, 2, 2, 2, 2, 2],
    );
  });
});

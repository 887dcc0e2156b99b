import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const home = mkdtempSync(join(tmpdir(), 'writ-policy-'));
after(() => rmSync(home, { recursive: true }));

interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The real command, as `npx writ` starts it, away from the repository. */
function writ(args: readonly string[], input?: string, env: Record<string, string> = {}): Ran {
  const command = join(process.cwd(), 'clients/cli/bin/writ.mjs');
  return spawnSync(process.execPath, [command, 'policy', ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, ...env },
    encoding: 'utf8',
    ...(input !== undefined && { input }),
  });
}

function answerOf(args: readonly string[], status: number, input?: string): Record<string, unknown> {
  const ran = writ([...args, '--json'], input);
  assert.equal(ran.status, status, ran.stdout + ran.stderr);
  return JSON.parse(ran.stdout) as Record<string, unknown>;
}

const broken = (name: string, text: string): string => {
  mkdirSync(join(home, name));
  writeFileSync(join(home, name, 'policy.rego'), text);
  return name;
};

describe('writ policy, from a template to a built plan', () => {
  before(() => {
    const { status, stdout } = writ(['new', 'mine', '--template', 'spend-limits', '--set', 'calls_per_session=3']);
    assert.equal(status, 0);
    assert.match(stdout, /^mine\/README\.md$/m);
    assert.equal(writ(['new', 'other', '--template', 'spend-limits', '--set', 'currency=CHF']).status, 0);
  });

  it('lists templates, and makes one only in a place of its own and with values that fit', () => {
    const { templates } = answerOf(['new'], 0) as { templates: { name: string }[] };
    assert.ok(templates.length >= 8 && templates.some(({ name }) => name === 'abac-purpose'));
    assert.match(readFileSync(join(home, 'mine', 'data.json'), 'utf8'), /"calls_per_session": 3/);
    for (const args of [
      ['mine', '--template', 'default'],
      ['x', '--template', '../..'],
      ['x', '--template', 'default', '--set', 'read=7'],
      ['x', '--template', 'default', '--set', 'nothing=7'],
      ['x', '--template', 'default', '--set', '7'],
      ['--template', 'default'],
    ]) {
      assert.equal(writ(['new', ...args]).status, 2, args.join(' '));
    }
    assert.ok(!existsSync(join(home, 'x')));
  });

  it('passes every check', () => {
    for (const command of ['check', 'test', 'coverage', 'lint']) {
      assert.equal(answerOf([command, 'mine'], 0)['ok'], true, command);
    }
    assert.equal(writ(['fmt', '--check', 'mine']).status, 0);
    assert.equal(answerOf(['score', 'mine'], 0)['score'], 100);
  });

  it('formats in place, and with --check only says so', () => {
    const file = join(home, 'other', 'policy.rego');
    const tidy = readFileSync(file, 'utf8');
    appendFileSync(file, '\n\n');
    assert.equal(writ(['fmt', '--check', 'other']).stdout, 'not formatted: other/policy.rego\n');
    assert.equal(writ(['fmt', '--check', 'other']).status, 1);
    assert.notEqual(readFileSync(file, 'utf8'), tidy);
    assert.equal(writ(['fmt', 'other']).status, 0);
    assert.equal(readFileSync(file, 'utf8'), tidy);
  });

  it('hashes and compares what is said, not how', () => {
    const hash = answerOf(['hash', 'mine'], 0)['hash'];
    appendFileSync(join(home, 'mine', 'policy.rego'), '\n# a comment\n');
    assert.equal(answerOf(['hash', 'mine'], 0)['hash'], hash);
    assert.equal(writ(['diff', 'mine', 'mine']).stdout, 'same\n');
    const { status, stdout } = writ(['diff', 'mine', 'other']);
    assert.equal(status, 1);
    assert.match(stdout, /^~ data data\.calls_per_session$/m);
    assert.match(stdout, /^~ data data\.currency$/m);
  });

  it('answers an input from a file or standard input, and explains it with the source', () => {
    const input = { tool: 'buy_credits', arguments: { amount: 500 }, session: { allowed: 0 } };
    writeFileSync(join(home, 'input.json'), JSON.stringify(input));
    const { result } = answerOf(['eval', 'mine', '--input', 'input.json'], 0) as { result: { rule: string } };
    assert.equal(result.rule, 'above-ceiling');
    const { stdout, status } = writ(['explain', 'mine', '--input', '-'], JSON.stringify(input));
    assert.equal(status, 0);
    assert.match(stdout, /^fired {3}data\.writ\.decision {2}mine\/policy\.rego:\d+ /m);
    assert.match(stdout, /^stopped data\.writ\.\S+ {2}mine\/policy\.rego:\d+ /m);
    assert.match(stdout, /^read {4}input\.arguments\.amount, .*input\.tool, data\./m);
    const money = broken('money', 'package writ\n\nsaid := sprintf("%.2f at %d", [input.price, input.at])\n');
    const told = writ(['eval', money, '--entrypoint', 'writ/said', '--input', '-'], '{"price": 19.0, "at": 1706788800000000000}');
    assert.match(told.stdout, /19\.00 at 1706788800000000000/);
    assert.match(told.stderr, /a decision records 19\.0 as 19/);
    assert.equal(writ(['eval', 'mine', '--input', '-'], '{').status, 2);
    assert.equal(writ(['eval', 'mine', '--input', 'absent.json']).status, 2);
    assert.equal(writ(['eval', 'mine']).status, 2);
  });

  it('builds the plan with its digests', () => {
    const built = answerOf(['build', 'mine', '--out', 'out'], 0);
    const manifest = JSON.parse(readFileSync(join(home, 'out', 'manifest.json'), 'utf8')) as Record<string, unknown>;
    assert.equal(manifest['planDigest'], built['planDigest']);
    assert.ok(readFileSync(join(home, 'out', 'plan.json')).length > 1_000);
  });
});

describe('writ policy, when something is wrong', () => {
  it('shows file, row, column and the source line, and exits 1', () => {
    const folder = broken('typo', 'package writ\n\ndefault decision := "x"\n\ndecision := "y" if input.sesion.id == "1"\n');
    const { status, stdout } = writ(['check', folder]);
    assert.equal(status, 1);
    assert.match(stdout, /^typo\/policy\.rego:5:\d+: error rego_type_error: undefined ref: input\.sesion\.id/);
    assert.match(stdout, /^ {4}5 \| decision := "y" if input\.sesion\.id == "1"\n {6}\| +\^$/m);
    assert.equal(writ(['test', folder]).status, 1, 'no tests');
    assert.equal(writ(['coverage', folder]).status, 1);
    assert.equal(writ(['lint', folder]).status, 1);
  });

  it('never lets a policy steer the terminal', () => {
    const folder = broken('steer', 'package writ\n\ndecision := "\u001b[2J" = = 1\n');
    assert.ok(!writ(['check', folder]).stdout.includes('\u001b'));
  });

  it('exits 2 when nothing was judged', () => {
    broken('nojson', 'package writ\n\ndecision := 1\n');
    writeFileSync(join(home, 'nojson', 'data.json'), '{');
    const runs = [
      writ(['check', 'absent']),
      writ(['check', 'nojson']),
      writ(['check', 'typo', '--schema', 'absent.json']),
      writ(['coverage', 'typo', '--threshold', '90']),
      writ(['diff']),
      writ(['check', 'typo'], undefined, { OPA_BIN: '/nonexistent/opa' }),
      writ(['check', '--nope']),
    ];
    assert.deepEqual(
      runs.map(({ status }) => status),
      [2, 2, 2, 2, 2, 2, 2],
    );
    mkdirSync(join(home, 'empty'));
    assert.match(writ(['check', 'empty']).stderr, /holds no \.rego file/);
  });
});

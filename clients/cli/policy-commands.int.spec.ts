import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';

const home = mkdtempSync(join(tmpdir(), 'writ-policy-'));
afterAll(() => rmSync(home, { recursive: true }));

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
  expectThat(ran.stdout + ran.stderr, ran.status).toBe(status);
  return JSON.parse(ran.stdout) as Record<string, unknown>;
}

const broken = (name: string, text: string): string => {
  mkdirSync(join(home, name));
  writeFileSync(join(home, name, 'policy.rego'), text);
  return name;
};

describe('writ policy, from a template to a built plan', () => {
  beforeAll(() => {
    const { status, stdout } = writ(['new', 'mine', '--template', 'spend-limits', '--set', 'calls_per_session=3']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^mine\/README\.md$/m);
    expect(writ(['new', 'other', '--template', 'spend-limits', '--set', 'currency=CHF']).status).toBe(0);
  });

  it('lists templates, and makes one only in a place of its own and with values that fit', () => {
    const { templates } = answerOf(['new'], 0) as { templates: { name: string }[] };
    expect(templates.length >= 8 && templates.some(({ name }) => name === 'abac-purpose')).toBe(true);
    expect(readFileSync(join(home, 'mine', 'data.json'), 'utf8')).toMatch(/"calls_per_session": 3/);
    for (const args of [
      ['mine', '--template', 'default'],
      ['x', '--template', '../..'],
      ['x', '--template', 'default', '--set', 'read=7'],
      ['x', '--template', 'default', '--set', 'nothing=7'],
      ['x', '--template', 'default', '--set', '7'],
      ['--template', 'default'],
    ]) {
      expectThat(args.join(' '), writ(['new', ...args]).status).toBe(2);
    }
    expect(existsSync(join(home, 'x'))).toBe(false);
  });

  it('passes every check', () => {
    for (const command of ['check', 'test', 'coverage', 'lint']) {
      expectThat(command, answerOf([command, 'mine'], 0)['ok']).toBe(true);
    }
    expect(writ(['fmt', '--check', 'mine']).status).toBe(0);
    expect(answerOf(['score', 'mine'], 0)['score']).toBe(100);
  });

  it('formats in place, and with --check only says so', () => {
    const file = join(home, 'other', 'policy.rego');
    const tidy = readFileSync(file, 'utf8');
    appendFileSync(file, '\n\n');
    expect(writ(['fmt', '--check', 'other']).stdout).toBe('not formatted: other/policy.rego\n');
    expect(writ(['fmt', '--check', 'other']).status).toBe(1);
    expect(readFileSync(file, 'utf8')).not.toBe(tidy);
    expect(writ(['fmt', 'other']).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(tidy);
  });

  it('hashes and compares what is said, not how', () => {
    const hash = answerOf(['hash', 'mine'], 0)['hash'];
    appendFileSync(join(home, 'mine', 'policy.rego'), '\n# a comment\n');
    expect(answerOf(['hash', 'mine'], 0)['hash']).toBe(hash);
    expect(writ(['diff', 'mine', 'mine']).stdout).toBe('same\n');
    const { status, stdout } = writ(['diff', 'mine', 'other']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^~ data data\.calls_per_session$/m);
    expect(stdout).toMatch(/^~ data data\.currency$/m);
  });

  it('answers an input from a file or standard input, and explains it with the source', () => {
    const input = { tool: 'buy_credits', arguments: { amount: 500 }, session: { allowed: 0 } };
    writeFileSync(join(home, 'input.json'), JSON.stringify(input));
    const { result } = answerOf(['eval', 'mine', '--input', 'input.json'], 0) as { result: { rule: string } };
    expect(result.rule).toBe('above-ceiling');
    const { stdout, status } = writ(['explain', 'mine', '--input', '-'], JSON.stringify(input));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^fired {3}data\.writ\.decision {2}mine\/policy\.rego:\d+ /m);
    expect(stdout).toMatch(/^stopped data\.writ\.\S+ {2}mine\/policy\.rego:\d+ /m);
    expect(stdout).toMatch(/^read {4}input\.arguments\.amount, .*input\.tool, data\./m);
    const money = broken('money', 'package writ\n\nsaid := sprintf("%.2f at %d", [input.price, input.at])\n');
    const told = writ(['eval', money, '--entrypoint', 'writ/said', '--input', '-'], '{"price": 19.0, "at": 1706788800000000000}');
    expect(told.stdout).toMatch(/19\.00 at 1706788800000000000/);
    expect(told.stderr).toMatch(/a decision records 19\.0 as 19/);
    expect(writ(['eval', 'mine', '--input', '-'], '{').status).toBe(2);
    expect(writ(['eval', 'mine', '--input', 'absent.json']).status).toBe(2);
    expect(writ(['eval', 'mine']).status).toBe(2);
  });

  it('builds the plan with its digests', () => {
    const built = answerOf(['build', 'mine', '--out', 'out'], 0);
    const manifest = JSON.parse(readFileSync(join(home, 'out', 'manifest.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest['planDigest']).toBe(built['planDigest']);
    expect(readFileSync(join(home, 'out', 'plan.json')).length).toBeGreaterThan(1_000);
  });
});

describe('writ policy, when something is wrong', () => {
  it('shows file, row, column and the source line, and exits 1', () => {
    const folder = broken('typo', 'package writ\n\ndefault decision := "x"\n\ndecision := "y" if input.sesion.id == "1"\n');
    const { status, stdout } = writ(['check', folder]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^typo\/policy\.rego:5:\d+: error rego_type_error: undefined ref: input\.sesion\.id/);
    expect(stdout).toMatch(/^ {4}5 \| decision := "y" if input\.sesion\.id == "1"\n {6}\| +\^$/m);
    expectThat('no tests', writ(['test', folder]).status).toBe(1);
    expect(writ(['coverage', folder]).status).toBe(1);
    expect(writ(['lint', folder]).status).toBe(1);
  });

  it('never lets a policy steer the terminal', () => {
    const folder = broken('steer', 'package writ\n\ndecision := "\u001b[2J" = = 1\n');
    expect(writ(['check', folder]).stdout).not.toContain('\u001b');
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
    expect(runs.map(({ status }) => status)).toStrictEqual([2, 2, 2, 2, 2, 2, 2]);
    mkdirSync(join(home, 'empty'));
    expect(writ(['check', 'empty']).stderr).toMatch(/holds no \.rego file/);
  });
});

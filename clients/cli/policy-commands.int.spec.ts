import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { ranIn, startedIn, type Ran } from './testing/captured-run.js';

const home = mkdtempSync(join(tmpdir(), 'writ-policy-'));
afterAll(() => rmSync(home, { recursive: true }));

/** Away from the repository; a process of its own where it reads its standard input. */
function writ(args: readonly string[], input?: string, env: Record<string, string> = {}): Promise<Ran> {
  const line = ['policy', ...args];
  return input === undefined ? ranIn(home, line, env) : startedIn(home, line, env, input);
}

async function answerOf(args: readonly string[], status: number, input?: string): Promise<Record<string, unknown>> {
  const ran = await writ([...args, '--json'], input);
  expectThat(ran.stdout + ran.stderr, ran.status).toBe(status);
  return JSON.parse(ran.stdout) as Record<string, unknown>;
}

const broken = (name: string, text: string): string => {
  mkdirSync(join(home, name));
  writeFileSync(join(home, name, 'policy.rego'), text);
  return name;
};

describe('writ policy, from a template to a built plan', () => {
  beforeAll(async () => {
    const { status, stdout } = await writ(['new', 'mine', '--template', 'spend-limits', '--set', 'calls_per_session=3']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^mine\/README\.md$/m);
    expect((await writ(['new', 'other', '--template', 'spend-limits', '--set', 'currency=CHF'])).status).toBe(0);
  });

  it('lists templates, and makes one only in a place of its own and with values that fit', async () => {
    const { templates } = (await answerOf(['new'], 0)) as { templates: { name: string }[] };
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
      expectThat(args.join(' '), (await writ(['new', ...args])).status).toBe(2);
    }
    expect(existsSync(join(home, 'x'))).toBe(false);
  });

  it('passes every check', async () => {
    for (const command of ['check', 'test', 'coverage', 'lint']) {
      expectThat(command, (await answerOf([command, 'mine'], 0))['ok']).toBe(true);
    }
    expect((await writ(['fmt', '--check', 'mine'])).status).toBe(0);
    expect((await answerOf(['score', 'mine'], 0))['score']).toBe(100);
  });

  it('formats in place, and with --check only says so', async () => {
    const file = join(home, 'other', 'policy.rego');
    const tidy = readFileSync(file, 'utf8');
    appendFileSync(file, '\n\n');
    expect((await writ(['fmt', '--check', 'other'])).stdout).toBe('not formatted: other/policy.rego\n');
    expect((await writ(['fmt', '--check', 'other'])).status).toBe(1);
    expect(readFileSync(file, 'utf8')).not.toBe(tidy);
    expect((await writ(['fmt', 'other'])).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(tidy);
  });

  it('hashes and compares what is said, not how', async () => {
    const hash = (await answerOf(['hash', 'mine'], 0))['hash'];
    appendFileSync(join(home, 'mine', 'policy.rego'), '\n# a comment\n');
    expect((await answerOf(['hash', 'mine'], 0))['hash']).toBe(hash);
    expect((await writ(['diff', 'mine', 'mine'])).stdout).toBe('same\n');
    const { status, stdout } = await writ(['diff', 'mine', 'other']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^~ data data\.calls_per_session$/m);
    expect(stdout).toMatch(/^~ data data\.currency$/m);
  });

  it('answers an input from a file or standard input, and explains it with the source', async () => {
    const input = { tool: 'buy_credits', arguments: { amount: 500 }, session: { allowed: 0 } };
    writeFileSync(join(home, 'input.json'), JSON.stringify(input));
    const { result } = (await answerOf(['eval', 'mine', '--input', 'input.json'], 0)) as { result: { rule: string } };
    expect(result.rule).toBe('above-ceiling');
    const { stdout, status } = await writ(['explain', 'mine', '--input', '-'], JSON.stringify(input));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^fired {3}data\.writ\.decision {2}mine\/policy\.rego:\d+ /m);
    expect(stdout).toMatch(/^stopped data\.writ\.\S+ {2}mine\/policy\.rego:\d+ /m);
    expect(stdout).toMatch(/^read {4}input\.arguments\.amount, .*input\.tool, data\./m);
    const money = broken('money', 'package writ\n\nsaid := sprintf("%.2f at %d", [input.price, input.at])\n');
    const told = await writ(
      ['eval', money, '--entrypoint', 'writ/said', '--input', '-'],
      '{"price": 19.0, "at": 1706788800000000000}',
    );
    expect(told.stdout).toMatch(/19\.00 at 1706788800000000000/);
    expect(told.stderr).toMatch(/a decision records 19\.0 as 19/);
    expect((await writ(['eval', 'mine', '--input', '-'], '{')).status).toBe(2);
    expect((await writ(['eval', 'mine', '--input', 'absent.json'])).status).toBe(2);
    expect((await writ(['eval', 'mine'])).status).toBe(2);
  });

  it('builds the plan with its digests', async () => {
    const built = await answerOf(['build', 'mine', '--out', 'out'], 0);
    const manifest = JSON.parse(readFileSync(join(home, 'out', 'manifest.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest['planDigest']).toBe(built['planDigest']);
    expect(readFileSync(join(home, 'out', 'plan.json')).length).toBeGreaterThan(1_000);
  });

  it('build what is there already once more, and anything else only when told to overwrite it', async () => {
    await answerOf(['build', 'mine', '--out', 'twice'], 0);
    await answerOf(['build', 'mine', '--out', 'twice'], 0);
    const [plan, manifest] = ['plan.json', 'manifest.json'].map((name) => join(home, 'twice', name)) as [string, string];
    const built = readFileSync(plan);
    writeFileSync(manifest, 'mine');
    writeFileSync(plan, 'mine, too');
    const { status, stderr } = await writ(['build', 'mine', '--out', 'twice']);
    expect([status, stderr]).toStrictEqual([
      2,
      expect.stringMatching(/^FILE_EXISTS: twice.plan\.json is there already, .*--force/),
    ]);
    expectThat(
      'nothing is written',
      [plan, manifest].map((file) => readFileSync(file, 'utf8')),
    ).toStrictEqual(['mine, too', 'mine']);
    await answerOf(['build', 'mine', '--out', 'twice', '--force'], 0);
    expect(readFileSync(plan).equals(built)).toBe(true);
  });
});

describe('writ policy, when something is wrong', () => {
  it('shows file, row, column and the source line, and exits 1', async () => {
    const folder = broken('typo', 'package writ\n\ndefault decision := "x"\n\ndecision := "y" if input.sesion.id == "1"\n');
    const { status, stdout } = await writ(['check', folder]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^typo\/policy\.rego:5:\d+: error rego_type_error: undefined ref: input\.sesion\.id/);
    expect(stdout).toMatch(/^ {4}5 \| decision := "y" if input\.sesion\.id == "1"\n {6}\| +\^$/m);
    expectThat('no tests', (await writ(['test', folder])).status).toBe(1);
    expect((await writ(['coverage', folder])).status).toBe(1);
    expect((await writ(['lint', folder])).status).toBe(1);
  });

  it('never lets a policy steer the terminal', async () => {
    const folder = broken('steer', 'package writ\n\ndecision := "\u001b[2J" = = 1\n');
    expect((await writ(['check', folder])).stdout).not.toContain('\u001b');
  });

  it('exits 2 when nothing was judged', async () => {
    broken('nojson', 'package writ\n\ndecision := 1\n');
    writeFileSync(join(home, 'nojson', 'data.json'), '{');
    const runs = [
      await writ(['check', 'absent']),
      await writ(['check', 'nojson']),
      await writ(['check', 'typo', '--schema', 'absent.json']),
      await writ(['coverage', 'typo', '--threshold', '90']),
      await writ(['diff']),
      await writ(['check', 'typo'], undefined, { OPA_BIN: '/nonexistent/opa' }),
      await writ(['check', '--nope']),
    ];
    expect(runs.map(({ status }) => status)).toStrictEqual([2, 2, 2, 2, 2, 2, 2]);
    mkdirSync(join(home, 'empty'));
    expect((await writ(['check', 'empty'])).stderr).toMatch(/holds no \.rego file/);
  });
});

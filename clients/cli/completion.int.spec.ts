import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { type Place, placesOf } from './completion/places.js';
import { writProgram } from './program.js';
import { ran } from './testing/captured-run.js';

const home = mkdtempSync(join(tmpdir(), 'writ-completion-'));
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const script = (shell: string): string => join(home, `writ.${shell}`);

/** What bash offers where each line ends; the last word is the one that is being typed. */
async function offered(lines: readonly (readonly string[])[]): Promise<string[][]> {
  const asking = lines
    .map(
      (words) =>
        `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _writ; echo "\${COMPREPLY[*]}"`,
    )
    .join('\n');
  const child = spawn('bash', ['-u', '-c', `source '${script('bash')}'\n${asking}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  expect(await once(child, 'close')).toStrictEqual([0, null]);
  return out
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .split(' ')
        .filter((word) => word !== '')
        .sort(),
    );
}

describe('writ completion', () => {
  let places: Place[];
  beforeAll(async () => {
    places = placesOf(await writProgram());
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { status, stdout, stderr } = await ran(['completion', shell]);
      expectThat(shell + stderr, status).toBe(0);
      writeFileSync(script(shell), stdout);
    }
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it('is for the shells that it knows', async () => {
    const { status, stderr } = await ran(['completion', 'tcsh']);
    expect([status, stderr]).toStrictEqual([2, 'USAGE: shell is not one of bash, zsh, fish\n']);
    expect(places.length).toBeGreaterThan(80);
    for (const { path, words, valued, flags } of places)
      for (const word of [...path.split(' '), ...words, ...valued, ...flags]) expectThat(path, word).toMatch(/^[a-z_-]+$/);
  });

  skipWhen(has('bash') ? false : 'skipped: no bash', it)('completes every command and every option of it in bash', async () => {
    const lines = places.flatMap(({ path }) => [
      [...path.split(' '), ''],
      [...path.split(' '), '--'],
    ]);
    const answers = await offered(lines);
    for (const [i, { path, words, valued, flags }] of places.entries()) {
      expectThat(path, answers[2 * i]).toStrictEqual([...words].sort());
      expectThat(path, answers[2 * i + 1]).toStrictEqual([...valued, ...flags].sort());
    }
  });

  skipWhen(has('bash') ? false : 'skipped: no bash', it)(
    'knows values from words, and leaves everything else to the files there are',
    async () => {
      const answers = await offered([
        ['writ', 'dec'],
        ['writ', '--url', 'policy', 'ag'],
        ['writ', '--profile', ''],
        ['writ', 'incidents', '--sta'],
        ['writ', 'incidents', '--state', ''],
        ['writ', '--url', '=', 'http', 'policy', 'ke'],
        ['writ', 'verify', ''],
        ['writ', 'policy', 'keys', 'x*', 're'],
        ['writ', 'nothing', ''],
        ['writ', 'whoami', '--agent', '--agent-'],
      ]);
      expect(answers.map((words) => words.join(' '))).toStrictEqual([
        'decide decisions',
        'agents',
        '',
        '--state',
        '',
        'keys',
        '',
        'register revoke',
        expect.stringContaining('decide'),
        '--agent-key-file',
      ]);
    },
  );

  for (const [shell, check] of [
    ['zsh', '-n'],
    ['fish', '--no-execute'],
  ] as const)
    skipWhen(has(shell) ? false : `skipped: no ${shell}`, it)(`is a script that ${shell} reads`, () => {
      const { status, stderr } = spawnSync(shell, [check, script(shell)], { encoding: 'utf8' });
      expectThat(stderr, status).toBe(0);
    });
});

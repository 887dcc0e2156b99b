import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

/** What each shell is told to say what it offers where each line ends; the last word is the one that is being typed. */
const ASKING: Readonly<Record<string, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _writ; echo "\${COMPREPLY[*]}"`,
  // What narrows it down to what was typed is the shell's own part.
  zsh: (words) => `words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _writ; print`,
  fish: (words) => `echo (complete -C '${words.join(' ')}')`,
};
const BEFORE: Readonly<Record<string, string>> = {
  bash: '',
  zsh: `compdef() { :; }; compadd() { print -rn -- "\${(P)2}"; }; _files() { :; }`,
  // Files are what fish offers by itself.
  fish: 'function __fish_complete_path; end',
};

async function offered(lines: readonly (readonly string[])[], shell = 'bash'): Promise<string[][]> {
  const asking = [BEFORE[shell], `source '${script(shell)}'`, ...lines.map((words) => ASKING[shell]?.(words))].join('\n');
  const options = { bash: ['-u', '-c'], zsh: ['-f', '-u', '-c'], fish: ['--no-config', '-c'] }[shell] ?? [];
  const env = { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: '' };
  const child = spawn(shell, [...options, asking], { stdio: ['ignore', 'pipe', 'inherit'], env });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  expect(await once(child, 'close')).toStrictEqual([0, null]);
  return out
    .replace(/\n$/, '')
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
    const profiles = join(home, '.config', 'writ', 'profiles');
    mkdirSync(profiles, { recursive: true });
    for (const name of ['acme-prod', 'beta.2']) writeFileSync(join(profiles, `${name}.json`), '{}');
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it('is for the shells that it knows', async () => {
    const { status, stderr } = await ran(['completion', 'tcsh']);
    expect([status, stderr]).toStrictEqual([2, 'USAGE: shell is not one of bash, zsh, fish\n']);
    expect(places.length).toBeGreaterThan(80);
    for (const { path, words, valued, flags } of places)
      for (const word of [...path.split(' '), ...words, ...valued, ...flags]) expectThat(path, word).toMatch(/^[a-z_-]+$/);
  });

  for (const shell of ['bash', 'zsh', 'fish'])
    skipWhen(has(shell) ? false : `skipped: no ${shell}`, it)(
      `completes every command, option and profile in ${shell}`,
      async () => {
        const lines = places.flatMap(({ path }) => [
          [...path.split(' '), ''],
          [...path.split(' '), '--'],
        ]);
        const given = [
          ...lines,
          ['writ', '--profile', ''],
          ['writ', 'agents', 'list', '--limit', ''],
          ['writ', '--url', 'policy', ''],
        ];
        const answers = await offered(given, shell);
        for (const [i, { path, words, valued, flags }] of places.entries()) {
          const names = /^writ profiles (?:use|remove)$/.test(path) ? ['acme-prod', 'beta.2'] : words;
          expectThat(`${shell} ${path}`, answers[2 * i]).toStrictEqual([...names].sort());
          expectThat(`${shell} ${path} --`, answers[2 * i + 1]).toStrictEqual([...valued, ...flags].sort());
        }
        expect(answers.slice(lines.length, lines.length + 2)).toStrictEqual([['acme-prod', 'beta.2'], []]);
        expect(answers.at(-1)).toContain('policy');
      },
    );

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
        'acme-prod beta.2',
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

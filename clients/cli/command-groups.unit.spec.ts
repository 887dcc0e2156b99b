import type { Command } from 'commander';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { commandWords } from './command-groups.js';
import { writProgram } from './program.js';
import { processSurroundings } from './surroundings.js';

const surroundings = processSurroundings();
const programFor = (args: readonly string[] = []) => writProgram(surroundings, args);

/** Every command of the program as the words that name it. */
const paths = (command: Command, before: readonly string[] = []): string[][] =>
  command.commands
    .filter((inner) => inner.name() !== 'help')
    .flatMap((inner) => {
      const path = [...before, inner.name()];
      return [path, ...paths(inner, path)];
    });
const found = (program: Command, path: readonly string[]): Command | undefined =>
  path.reduce<Command | undefined>((at, name) => at?.commands.find((inner) => inner.name() === name), program);

describe('a command line', () => {
  it('has the command that it names, as the whole program has it', async () => {
    const whole = await programFor();
    const all = paths(whole);
    expect(all.length).toBeGreaterThan(40);
    for (const path of all) {
      const program = await programFor(['--url', 'http://x', ...path, '--json']);
      expectThat(path.join(' '), found(program, path)?.helpInformation()).toBe(found(whole, path)?.helpInformation());
    }
  });

  it('loads no other command than the one it names', async () => {
    const [top, policy] = await Promise.all([programFor(['decide', 'pay']), programFor(['policy', 'keys', 'list'])]);
    expect(paths(top)).toStrictEqual([['decide']]);
    expect(paths(policy).filter(([, name]) => name !== 'keys')).toStrictEqual([['policy']]);
  });

  it('has every command when it names none, and none when it asks which version this is', async () => {
    const all = paths(await programFor());
    for (const args of [['--help'], ['help', 'policy'], ['polcy'], ['--verbose', 'decide'], ['']])
      expectThat(args.join(' '), paths(await programFor(args))).toStrictEqual(all);
    expect(paths(await programFor(['--version']))).toStrictEqual([]);
    for (const args of [['policy'], ['policy', '--help'], ['policy', 'help', 'keys'], ['policy', 'lnt']])
      expectThat(args.join(' '), paths(await programFor(args))).toStrictEqual(all.filter(([first]) => first === 'policy'));
  });

  it('is named by words before any option but those of the program', () => {
    expect(commandWords(['--json', '--url', 'decide', '--no-color', 'policy', '--url=x', 'list'])).toStrictEqual([
      'policy',
      'list',
    ]);
    expect(commandWords(['run', '--limit', '3'])).toStrictEqual(['run']);
    expect(commandWords(['--', 'run'])).toStrictEqual([]);
    expect(commandWords(['--url'])).toStrictEqual([]);
  });
});

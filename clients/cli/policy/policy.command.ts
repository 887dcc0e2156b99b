import type { Command } from 'commander';
import { z } from 'zod';
import { understood } from '../../contract/reading.js';
import { wholeNumber } from '../reading/arguments.js';
import { addGroups, type CommandGroup } from '../command-groups.js';
import { contextOf } from '../context.js';
import { jsonLines, shown } from '../showing/screen.js';

const PolicyList = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });

const GROUPS: readonly CommandGroup[] = [
  { names: ['new'], load: async () => (await import('./policy-new.command.js')).addPolicyNew },
  { names: ['import'], load: async () => (await import('./policy-import.command.js')).addPolicyImport },
  {
    names: ['check', 'fmt', 'test', 'coverage', 'lint', 'score'],
    load: async () => (await import('./policy-tools.command.js')).addPolicyTools,
  },
  {
    names: ['build', 'hash', 'diff', 'eval', 'explain'],
    load: async () => (await import('./policy-artifacts.command.js')).addPolicyArtifacts,
  },
  { names: ['list', 'show'], load: () => Promise.resolve(addReading) },
  { names: ['keys'], load: async () => (await import('./policy-keys.command.js')).addPolicyKeys },
  { names: ['sign'], load: async () => (await import('./policy-sign.command.js')).addPolicySign },
  { names: ['apply'], load: async () => (await import('./policy-apply.command.js')).addPolicyApply },
  {
    names: ['submit', 'approve', 'request-changes', 'publish', 'rollback', 'data', 'history', 'governance'],
    load: async () => (await import('./policy-lifecycle.command.js')).addPolicyLifecycle,
  },
  { names: ['pin', 'unpin', 'pins'], load: async () => (await import('./policy-pins.command.js')).addPolicyPins },
];

export async function addPolicy(program: Command, words: readonly string[]): Promise<void> {
  const policy = program.command('policy').description('write, check, read and change policies');
  await addGroups(policy, GROUPS, words);
}

function addReading(policy: Command): void {
  policy
    .command('list')
    .description('all policies')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command);
      const answer = await context.operator().get('/v1/policies', { query: { limit: 200 } });
      const { items } = understood(PolicyList, answer, 'list of policies');
      context.answer(answer, () => (items.length === 0 ? ['no policies'] : items.map(policyLine)));
    });
  policy
    .command('show')
    .description('one policy, or one of its revisions with its text')
    .argument('<id>')
    .option('--revision <n>')
    .action(async (id: string, options: { readonly revision?: string }, command: Command) => {
      const context = contextOf(command);
      const { revision } = options;
      const client = context.operator();
      const answer =
        revision === undefined
          ? await client.get('/v1/policies/{id}', { path: { id } })
          : await client.get('/v1/policies/{id}/revisions/{revision}', {
              path: { id, revision: wholeNumber(revision, '--revision', 1) },
            });
      context.answer(answer, () => jsonLines(answer));
    });
}

function policyLine(item: Readonly<Record<string, unknown>>): string {
  return Object.entries(item)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    .map(([name, value]) => (name === 'id' ? shown(value) : `${shown(name)}=${shown(value)}`))
    .join('  ');
}

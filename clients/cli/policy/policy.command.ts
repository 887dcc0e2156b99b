import type { Command } from 'commander';
import { z } from 'zod';
import { understood } from '../../contract/reading.js';
import { wholeNumber } from '../reading/arguments.js';
import { contextOf } from '../context.js';
import { addPolicyApply } from './policy-apply.command.js';
import { addPolicyArtifacts } from './policy-artifacts.command.js';
import { addPolicyImport } from './policy-import.command.js';
import { addPolicyKeys } from './policy-keys.command.js';
import { addPolicyLifecycle } from './policy-lifecycle.command.js';
import { addPolicyNew } from './policy-new.command.js';
import { addPolicyPins } from './policy-pins.command.js';
import { addPolicySign } from './policy-sign.command.js';
import { addPolicyTools } from './policy-tools.command.js';
import { jsonLines, shown } from '../showing/screen.js';

const PolicyList = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });

export function addPolicy(program: Command): void {
  const policy = program.command('policy').description('write, check, read and change policies');
  addPolicyNew(policy);
  addPolicyImport(policy);
  addPolicyTools(policy);
  addPolicyArtifacts(policy);
  addReading(policy);
  addPolicyKeys(policy);
  addPolicySign(policy);
  addPolicyApply(policy);
  addPolicyLifecycle(policy);
  addPolicyPins(policy);
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

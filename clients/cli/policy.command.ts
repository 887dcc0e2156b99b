import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { ListAnswer, understood } from './answers.js';
import type { ApiClient } from './api-client.js';
import { wholeNumber } from './arguments.js';
import { contextOf } from './context.js';
import { readPolicyFolder } from './policy-folder.js';
import { addPolicyArtifacts } from './policy-artifacts.command.js';
import { addPolicyKeys } from './policy-keys.command.js';
import { addPolicyNew } from './policy-new.command.js';
import { addPolicySign } from './policy-sign.command.js';
import { addPolicyTools } from './policy-tools.command.js';
import { ProblemError } from './problem.js';
import { shown } from './screen.js';

const RevisionAnswer = z.looseObject({ revision: z.number() });

const path = (id: string, ...rest: (string | number)[]): string => ['/v1/policies', encodeURIComponent(id), ...rest].join('/');

interface ApplyOptions {
  readonly id?: string;
  readonly name?: string;
  readonly summary: string;
  readonly entrypoint?: string;
  readonly publish: boolean;
}

export function addPolicy(program: Command): void {
  const policy = program.command('policy').description('write, check, read and change policies');
  addPolicyNew(policy);
  addPolicyTools(policy);
  addPolicyArtifacts(policy);
  addReading(policy);
  addPolicyKeys(policy);
  addPolicySign(policy);
  policy
    .command('publish')
    .description('make a revision the one that decides')
    .argument('<id>')
    .argument('<revision>')
    .action(async (id: string, revision: string, _options: unknown, command: Command) => {
      const context = contextOf(command);
      const number = wholeNumber(revision, 'revision', 1);
      const answer = await context.operator().post(path(id, 'revisions', number, 'publish'));
      context.answer(answer, () => [`published ${shown(id)} revision ${number}`]);
    });
  policy
    .command('apply')
    .description('add the *.rego files and data.json of a folder as a new revision, and publish it')
    .argument('<folder>')
    .option('--id <id>', "the policy's id, created when new (default: the folder's name)")
    .option('--name <name>', "a new policy's name (default: its id)")
    .option('--summary <text>', 'what is new, recorded with the revision', 'applied from the command line')
    .option('--entrypoint <path>', 'rule that decides (default of the server: writ/decision)')
    .option('--no-publish', 'only add the revision')
    .action(async (folder: string, options: ApplyOptions, command: Command) => {
      const context = contextOf(command);
      const id = options.id ?? basename(resolve(folder));
      const { added, published } = await apply(context.operator(), folder, id, options);
      const revision = revisionOf(added);
      context.answer({ id, revision, added, published }, () => [
        `added ${shown(id)} revision ${revision}${published === undefined ? ', not published' : ' and published it'}`,
      ]);
    });
}

function addReading(policy: Command): void {
  policy
    .command('list')
    .description('all policies')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command);
      const answer = await context.operator().get('/v1/policies', { limit: 200 });
      const { items } = understood(ListAnswer, answer, 'list of policies');
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
      const rest = revision === undefined ? [] : ['revisions', wholeNumber(revision, '--revision', 1)];
      const answer = await context.operator().get(path(id, ...rest));
      context.answer(answer, () => JSON.stringify(answer, null, 2).split('\n').map(shown));
    });
}

async function apply(
  client: ApiClient,
  folder: string,
  id: string,
  options: ApplyOptions,
): Promise<{ added: unknown; published: unknown }> {
  const { modules, data } = readPolicyFolder(folder);
  const { entrypoint, summary } = options;
  const revision = { modules, summary, ...(data !== undefined && { data }), ...(entrypoint !== undefined && { entrypoint }) };
  const added = await addOrCreate(client, id, options.name ?? id, revision);
  const published = options.publish ? await client.post(path(id, 'revisions', revisionOf(added), 'publish')) : undefined;
  return { added, published };
}

/** The server checks the text before it looks for the policy, so that text it refuses leaves no empty policy behind. */
async function addOrCreate(client: ApiClient, id: string, name: string, revision: object): Promise<unknown> {
  try {
    return await client.post(path(id, 'revisions'), revision);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'POLICY_NOT_FOUND') throw error;
  }
  await ensurePolicy(client, id, name);
  return client.post(path(id, 'revisions'), revision);
}

async function ensurePolicy(client: ApiClient, id: string, name: string): Promise<void> {
  try {
    await client.post('/v1/policies', { id, name });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 409) throw error;
    // There is one of this id already, which is all that is needed.
  }
}

function revisionOf(added: unknown): number {
  return understood(RevisionAnswer, added, 'revision').revision;
}

function policyLine(item: Readonly<Record<string, unknown>>): string {
  return Object.entries(item)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    .map(([name, value]) => (name === 'id' ? shown(value) : `${shown(name)}=${shown(value)}`))
    .join('  ');
}

import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { WritProblem } from '../../contract/problem.js';
import { understood, type Unread } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import type { ApiClient } from '../session/api-client.js';
import { contextOf } from '../context.js';
import { readPolicyFolder } from './policy-folder.js';
import { shown } from '../showing/screen.js';

const AddedAnswer = z.looseObject({ revision: z.number(), quality: z.looseObject({ score: z.number() }) });
const Governance = z.looseObject({ separationOfDuties: z.string(), signatureRequired: z.boolean() });

interface ApplyOptions {
  readonly id?: string;
  readonly name?: string;
  readonly summary: string;
  readonly entrypoint?: string;
  readonly publish: boolean;
}

export function addPolicyApply(policy: Command): void {
  policy
    .command('apply')
    .description("add a folder's *.rego files and data.json as a new revision, and take it as far as you may on your own")
    .argument('<folder>')
    .option('--id <id>', "the policy's id, created when new (default: the folder's name)")
    .option('--name <name>', "a new policy's name (default: its id)")
    .option('--summary <text>', 'what is new, recorded with the revision', 'applied from the command line')
    .option('--entrypoint <path>', 'rule that decides (default of the server: writ/decision)')
    .option('--no-publish', 'only add the revision')
    .action(async (folder: string, options: ApplyOptions, command: Command) => {
      const context = contextOf(command);
      const client = context.operator();
      const id = options.id ?? basename(resolve(folder));
      const added = await addOrCreate(client, id, options.name ?? id, revisionIn(folder, options));
      const { revision, quality } = understood(AddedAnswer, added, 'revision');
      const { outcome, next } = options.publish ? await advance(client, id, revision) : { outcome: 'not published', next: [] };
      context.answer({ id, revision, added, outcome }, () => [
        `added ${shown(id)} revision ${revision}${outcome === 'published' ? ' and published it' : `, ${outcome}`}`,
        `score ${quality.score}`,
        ...next,
      ]);
    });
}

function revisionIn(folder: string, { entrypoint, summary }: ApplyOptions): Schemas['AddPolicyRevisionRequest'] {
  const { modules, tests, data } = readPolicyFolder(folder);
  return {
    modules: { ...modules, ...tests },
    summary,
    ...(data !== undefined && { data }),
    ...(entrypoint !== undefined && { entrypoint }),
  };
}

interface Advanced {
  readonly outcome: 'published' | 'approved' | 'submitted for review';
  readonly next: readonly string[];
}

/** Where separation of duties is relaxed one person goes all the way; elsewhere the next step is somebody else's. */
async function advance(client: ApiClient, id: string, revision: number): Promise<Advanced> {
  const governance = understood(Governance, await client.get('/v1/policy-governance', {}), 'governance');
  const step = (name: 'submit' | 'approve' | 'publish'): Promise<unknown> =>
    client.post(`/v1/policies/{id}/revisions/{revision}/${name}`, { path: { id, revision }, body: {} });
  await step('submit');
  if (governance.separationOfDuties !== 'relaxed')
    return { outcome: 'submitted for review', next: [`next, by another operator: writ policy approve ${shown(id)} ${revision}`] };
  await step('approve');
  if (governance.signatureRequired)
    return {
      outcome: 'approved',
      next: [
        `next: writ policy sign ${shown(id)} ${revision} --key <private.pem>, then writ policy publish ${shown(id)} ${revision}`,
      ],
    };
  await step('publish');
  return { outcome: 'published', next: [] };
}

/** The server checks the text before it looks for the policy, so that text it refuses leaves no empty policy behind. */
async function addOrCreate(
  client: ApiClient,
  id: string,
  name: string,
  body: Schemas['AddPolicyRevisionRequest'],
): Promise<Unread<Schemas['PolicyRevisionAddedAnswer']>> {
  const add = () => client.post('/v1/policies/{id}/revisions', { path: { id }, body });
  try {
    return await add();
  } catch (error) {
    if (!(error instanceof WritProblem) || error.code !== 'POLICY_NOT_FOUND') throw error;
  }
  await ensurePolicy(client, id, name);
  return add();
}

async function ensurePolicy(client: ApiClient, id: string, name: string): Promise<void> {
  try {
    await client.post('/v1/policies', { body: { id, name } });
  } catch (error) {
    if (!(error instanceof WritProblem) || error.status !== 409) throw error;
    // There is one of this id already, which is all that is needed.
  }
}

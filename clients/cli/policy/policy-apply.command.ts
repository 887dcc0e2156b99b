import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { WritProblem } from '../../contract/problem.js';
import { understood, type Unread } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import type { ApiClient } from '../session/api-client.js';
import { contextOf } from '../context.js';
import { readPolicyFolder } from './policy-folder.js';
import { type Ending, errorDocument, errorLines, exitOf, isEnding } from '../showing/problem.js';
import { shown } from '../showing/screen.js';
import { WRIT } from '../started-as.js';

const AddedAnswer = z.looseObject({ revision: z.number(), quality: z.looseObject({ score: z.number() }) });
const Governance = z.looseObject({
  minimumQuality: z.number(),
  separationOfDuties: z.string(),
  signatureRequired: z.boolean(),
  requireDossier: z.boolean(),
});
type Governed = z.output<typeof Governance>;
type Added = z.output<typeof AddedAnswer>;

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
      const draft = revisionIn(folder, options);
      // Read first: what is asked for after a revision was added can fail without anybody hearing of the revision.
      const governance = options.publish ? await governanceOf(client) : undefined;
      const added = await addOrCreate(client, id, options.name ?? id, draft);
      const read = understood(AddedAnswer, added, 'revision');
      const { revision, quality } = read;
      const { outcome, next, refused } = governance ? await advance(client, governance, id, read) : NOT_ASKED;
      context.answer({ id, revision, added, outcome, ...(refused && errorDocument(refused)) }, () => [
        `added ${shown(id)} revision ${revision}${outcome === 'published' ? ' and published it' : `, ${outcome}`}`,
        `score ${quality.score}`,
        ...next,
      ]);
      if (!refused) return;
      if (!context.isJson) for (const line of errorLines(refused)) context.screen.note(line);
      process.exitCode = exitOf(refused);
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

type Step = 'submit' | 'approve' | 'publish';
const ALL_STEPS: readonly Step[] = ['submit', 'approve', 'publish'];
const REACHED = { submit: 'submitted for review', approve: 'approved', publish: 'published' } as const;

interface Advanced {
  readonly outcome: (typeof REACHED)[Step] | 'not published' | `${(typeof REACHED)['submit' | 'approve']} but not published`;
  readonly next: readonly string[];
  /** Why it went no further than that, when it should have. */
  readonly refused?: Ending;
}
const NOT_ASKED: Advanced = { outcome: 'not published', next: [] };

async function governanceOf(client: ApiClient): Promise<Governed> {
  return understood(Governance, await client.get('/v1/policy-governance', {}), 'governance');
}

/** Where separation of duties is relaxed one person goes all the way; elsewhere the next step is somebody else's. */
async function advance(client: ApiClient, governance: Governed, id: string, { revision, quality }: Added): Promise<Advanced> {
  const isRelaxed = governance.separationOfDuties === 'relaxed';
  const before = beforePublishing(governance, id, revision);
  const steps: readonly Step[] = !isRelaxed ? ['submit'] : before.length > 0 ? ['submit', 'approve'] : ALL_STEPS;
  let reached: Exclude<Step, 'publish'> | undefined;
  for (const step of steps) {
    try {
      await client.post(`/v1/policies/{id}/revisions/{revision}/${step}`, { path: { id, revision }, body: {} });
    } catch (error) {
      if (!isEnding(error)) throw error;
      return { ...stoppedAt(step, reached, id, revision), refused: error };
    }
    if (step !== 'publish') reached = step;
  }
  if (!isRelaxed)
    return { outcome: REACHED.submit, next: [`next, by another operator: ${WRIT} policy approve ${shown(id)} ${revision}`] };
  if (before.length === 0) return { outcome: REACHED.publish, next: [] };
  if (quality.score < governance.minimumQuality)
    return {
      outcome: REACHED.approve,
      next: [`next: correct the folder and apply it again; nothing is published with a score below ${governance.minimumQuality}`],
    };
  const commands = [...before, `${WRIT} policy publish ${shown(id)} ${revision}`];
  return { outcome: REACHED.approve, next: [`next: ${commands.join(', then ')}`] };
}

/** What a tenant asks of a revision that this command does not do. */
function beforePublishing({ signatureRequired, requireDossier }: Governed, id: string, revision: number): string[] {
  return [
    ...(signatureRequired ? [`${WRIT} policy sign ${shown(id)} ${revision} --key <private.pem>`] : []),
    ...(requireDossier ? [`${WRIT} policy dossier make ${shown(id)} ${revision}`] : []),
  ];
}

/** The revision is there for good: who applies the folder again adds another one. */
function stoppedAt(step: Step, reached: 'submit' | 'approve' | undefined, id: string, revision: number): Advanced {
  return {
    outcome: reached === undefined ? 'not published' : `${REACHED[reached]} but not published`,
    next: [`next: correct the folder and apply it again, or go on with ${WRIT} policy ${step} ${shown(id)} ${revision}`],
  };
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

import type { Command } from 'commander';
import { z } from 'zod';
import { Receipt } from '../../contract/answers.js';
import { understood, type Unread } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import type { ApiClient } from '../session/api-client.js';
import { oneOf, wholeNumber } from '../reading/arguments.js';
import { AS_OF_FLAG, AS_OF_SAYS, asOfQuery } from '../reading/as-of.js';
import { contextOf } from '../context.js';
import { usageError } from '../exit.js';
import { readJsonFile } from '../reading/text-file.js';
import { listLines } from '../nouns/list-lines.js';
import { momentText } from '../showing/moments.js';
import { whoIn } from '../showing/people.js';
import { shown } from '../showing/screen.js';
import { shellWord } from '../showing/shell-word.js';
import { table } from '../showing/table.js';
import { WRIT } from '../started-as.js';

const StepAnswer = z.looseObject({ revision: z.number(), ledger: Receipt });
const DataAnswer = z.looseObject({ revision: z.number(), quality: z.looseObject({ score: z.number() }), ledger: Receipt });
const Governance = z.looseObject({
  minimumQuality: z.number(),
  separationOfDuties: z.string(),
  signatureRequired: z.boolean(),
  requireDossier: z.boolean(),
});
const SEPARATIONS = ['enforced', 'relaxed'] as const;
const DOSSIERS = ['required', 'optional'] as const;
const Revisions = z.looseObject({
  items: z.array(z.looseObject({ revision: z.number() })),
});
const History = z.looseObject({
  status: z.string(),
  history: z.array(
    z.looseObject({ step: z.string(), by: z.string(), at: z.string(), comment: z.string().nullable(), position: z.number() }),
  ),
});

/** Verb, path of the step, what it does, what was done. */
const STEPS = [
  ['submit', 'submit', 'ask for a revision to be reviewed', 'submitted'],
  ['approve', 'approve', "approve somebody else's revision", 'approved'],
  ['request-changes', 'request-changes', 'send a revision back to its author', 'asked for changes to'],
  ['publish', 'publish', 'make an approved revision the one that decides', 'published'],
] as const;

interface StepOptions {
  readonly comment?: string;
  readonly supersedes?: string;
}

/** From draft to published and back. */
export function addPolicyLifecycle(policy: Command): void {
  for (const [verb, route, says, done] of STEPS) {
    const step = policy.command(verb).description(says).argument('<id>').argument('<revision>');
    if (verb === 'request-changes') step.requiredOption('--comment <text>', 'what to change; recorded');
    else step.option('--comment <text>', 'recorded with the step');
    if (verb === 'publish') step.option('--supersedes <n>', 'only if this is the published revision now; 0: only if none is');
    step.action(async (id: string, revision: string, options: StepOptions, command: Command) => {
      const context = contextOf(command);
      const number = wholeNumber(revision, 'revision', 1);
      const answer = await context.operator().post(`/v1/policies/{id}/revisions/{revision}/${route}`, {
        path: { id, revision: number },
        body: stepRequest(options),
      });
      const { ledger } = understood(StepAnswer, answer, 'answer');
      context.answer(answer, () => [
        `${done} ${shown(id)} revision ${number}${verb === 'publish' ? '' : `, recorded at position ${ledger.position}`}`,
      ]);
    });
  }
  addRollback(policy);
  addData(policy);
  addHistory(policy);
  addGovernance(policy);
}

function stepRequest({ comment, supersedes }: StepOptions): Schemas['PublishPolicyRequest'] {
  const known = supersedes === undefined ? undefined : wholeNumber(supersedes, '--supersedes', 0);
  return { ...(comment !== undefined && { comment }), ...(known !== undefined && { supersedes: known === 0 ? null : known }) };
}

function addRollback(policy: Command): void {
  policy
    .command('rollback')
    .description('publish the revision before the present one again, in one step')
    .argument('<id>')
    .requiredOption('--reason <text>', 'why; recorded')
    .option('--from <n>', 'only if this is the published revision now, so that repeating it rolls back once')
    .action(async (id: string, { reason, from }: { readonly reason: string; readonly from?: string }, command: Command) => {
      const context = contextOf(command);
      const request = { reason, ...(from !== undefined && { from: wholeNumber(from, '--from', 1) }) };
      const answer = await context.operator().post('/v1/policies/{id}/rollback', { path: { id }, body: request });
      const { revision, ledger } = understood(StepAnswer, answer, 'answer');
      context.answer(answer, () => [`rolled ${shown(id)} back to revision ${revision}, recorded at position ${ledger.position}`]);
    });
}

interface DataOptions {
  readonly summary: string;
  readonly basedOn?: string;
}

function addData(policy: Command): void {
  policy
    .command('data')
    .description('add a revision with another data document, the modules as they are')
    .argument('<id>')
    .argument('<data.json>')
    .option('--based-on <n>', 'whose modules (default: the published revision, else the newest)')
    .option('--summary <text>', 'what is new, recorded with the revision', 'data from the command line')
    .action(async (id: string, file: string, { summary, basedOn }: DataOptions, command: Command) => {
      const context = contextOf(command);
      const base = basedOn === undefined ? undefined : wholeNumber(basedOn, '--based-on', 1);
      const request = { data: readJsonFile(file), summary, ...(base !== undefined && { basedOn: base }) };
      const answer = await context.operator().post('/v1/policies/{id}/data', { path: { id }, body: request });
      const { revision, quality } = understood(DataAnswer, answer, 'answer');
      context.answer(answer, () => [`added ${shown(id)} revision ${revision}, score ${quality.score}, not published`]);
    });
}

function addHistory(policy: Command): void {
  policy
    .command('history')
    .description('the steps a revision went through; without one, the revisions')
    .argument('<id>')
    .argument('[revision]')
    .option(AS_OF_FLAG, AS_OF_SAYS)
    .action(async (id: string, revision: string | undefined, { asOf }: { readonly asOf?: string }, command: Command) => {
      const context = contextOf(command);
      if (revision === undefined) {
        const answer = await context
          .operator()
          .get('/v1/policies/{id}/revisions', { path: { id }, query: { limit: 200, ...asOfQuery(asOf) } });
        const { items } = understood(Revisions, answer, 'list of revisions');
        const then = asOf === undefined ? '' : ` asOf=${shellWord(asOf)}`;
        const more = (next: string): string =>
          `${WRIT} call policies.listRevisions id=${shellWord(id)} limit=200${then} ${next.replace(/^--cursor /, 'cursor=')}`;
        return context.answer(answer, () =>
          items.length === 0 ? ['no revisions'] : (listLines('revisions', answer, more, context.screen.width) ?? []),
        );
      }
      const path = { id, revision: wholeNumber(revision, 'revision', 1) };
      const answer = await context.operator().get('/v1/policies/{id}/revisions/{revision}', { path, query: asOfQuery(asOf) });
      const { status, history } = understood(History, answer, 'revision');
      context.answer({ status, history }, () => [
        ...table(
          ['at', 'step', 'by', 'comment', 'position'].map((title) => ({ title })),
          history.map((taken) => [
            momentText(taken.at),
            shown(taken.step),
            whoIn(taken, 'by') ?? '',
            shown(taken.comment ?? ''),
            String(taken.position),
          ]),
          { width: context.screen.width },
        ),
        `${asOf === undefined ? 'now' : 'then'} ${shown(status)}`,
      ]);
    });
}

interface GovernanceOptions {
  readonly dossier?: string;
  readonly minimumQuality?: string;
  readonly separation?: string;
  readonly tenant?: string;
  readonly reason?: string;
}

function addGovernance(policy: Command): void {
  policy
    .command('governance')
    .description('what a policy needs to be published; with options, change it')
    .option('--minimum-quality <score>', '0 to 100 (admin of the tenant)')
    .option('--dossier <rule>', 'required or optional (admin of the tenant)')
    .option('--separation <rule>', 'enforced or relaxed (owner of the deployment, with --tenant)')
    .option('--tenant <id>', 'whose separation of duties')
    .option('--reason <text>', 'why; recorded')
    .action(async (options: GovernanceOptions, command: Command) => {
      const context = contextOf(command);
      const answer = await governance(context.operator(), options);
      const { minimumQuality, separationOfDuties, signatureRequired, requireDossier } = understood(
        Governance,
        answer,
        'governance',
      );
      context.answer(answer, () => [
        `minimum quality       ${minimumQuality}`,
        `separation of duties  ${shown(separationOfDuties)}`,
        `signature             ${signatureRequired ? 'required' : 'not required'}`,
        `change dossier        ${requireDossier ? 'required' : 'not required'}`,
      ]);
    });
}

async function governance(client: ApiClient, options: GovernanceOptions): Promise<Unread<Schemas['PolicyGovernance']>> {
  const { minimumQuality, dossier, separation, tenant, reason } = options;
  const isOfTenant = minimumQuality !== undefined || dossier !== undefined;
  if (!isOfTenant && separation === undefined) return client.get('/v1/policy-governance', {});
  if (reason === undefined) throw usageError('a change needs --reason');
  if (separation === undefined)
    return client.post('/v1/policy-governance', {
      body: {
        ...(minimumQuality !== undefined && { minimumQuality: wholeNumber(minimumQuality, '--minimum-quality', 0, 100) }),
        ...(dossier !== undefined && { requireDossier: oneOf(dossier, '--dossier', DOSSIERS) === 'required' }),
        reason,
      },
    });
  if (isOfTenant) throw usageError('--separation is the owner’s to change: change it by itself');
  if (tenant === undefined) throw usageError('--separation needs --tenant');
  const separationOfDuties = oneOf(separation, '--separation', SEPARATIONS);
  return client.post('/v1/tenants/{id}/policy-governance', { path: { id: tenant }, body: { separationOfDuties, reason } });
}

import type { Command } from 'commander';
import { z } from 'zod';
import { ChangeDossier } from '#libs/change-dossier';
import { Receipt } from '../../../contract/answers.js';
import { understood } from '../../../contract/reading.js';
import { contextOf, type Context } from '../../context.js';
import { wholeNumber } from '../../reading/arguments.js';
import { momentText } from '../../showing/moments.js';
import { whoIn } from '../../showing/people.js';
import { shown } from '../../showing/screen.js';
import { shellWord } from '../../showing/shell-word.js';
import { pairs } from '../../showing/table.js';
import { WRIT } from '../../started-as.js';
import { FORCE, writeNew, type Forced } from '../../writing.js';
import { dossierLines } from './dossier-lines.js';
import { addVerifyDossier } from './verify-dossier.command.js';

const attached = { digest: z.string(), keyId: z.string(), against: z.number().nullable(), objections: z.array(z.string()) };
const Made = z.looseObject({ ...attached, summary: ChangeDossier.shape.summary, ledger: Receipt });
const Stored = z.looseObject({
  ...attached,
  current: z.boolean(),
  madeAt: z.string(),
  madeBy: z.string(),
  dossier: z.looseObject({ summary: ChangeDossier.shape.summary }),
  envelope: z.unknown(),
});
const Key = z.looseObject({ keyId: z.string(), publicKey: z.string() });

interface OutOptions extends Forced {
  readonly out?: string;
}

interface MakeOptions {
  readonly replay?: string;
}

/** What is known of the step to a revision, as one signed document. */
export function addPolicyDossier(policy: Command): void {
  const dossier = policy.command('dossier').description('what is known of a change, as one signed document');
  dossier
    .command('make')
    .description('compare a revision with the published one, test and prove it, and attach the signed dossier')
    .argument('<id>')
    .argument('<revision>')
    .option('--replay <id>', 'a finished replay of the revision (default: the newest one, if there is any)')
    .action(async (id: string, revision: string, options: MakeOptions, command: Command) =>
      make(contextOf(command), id, wholeNumber(revision, 'revision', 1), options),
    );
  dossier
    .command('show')
    .description('the latest dossier of a revision')
    .argument('<id>')
    .argument('<revision>')
    .option('--out <file>', 'where the signed document is written')
    .option(...FORCE)
    .action(async (id: string, revision: string, options: OutOptions, command: Command) =>
      show(contextOf(command), id, wholeNumber(revision, 'revision', 1), options),
    );
  dossier
    .command('key')
    .description('the key that verifies the dossiers of your tenant')
    .option('--out <file>', 'where it is written, as PEM')
    .option(...FORCE)
    .action(async (options: OutOptions, command: Command) => key(contextOf(command), options));
  addVerifyDossier(dossier);
}

async function make(context: Context, id: string, revision: number, { replay }: MakeOptions): Promise<void> {
  const path = { id, revision };
  const body = replay === undefined ? {} : { replay };
  const answer = await context.operator().post('/v1/policies/{id}/revisions/{revision}/dossier', { path, body });
  const { summary, objections, against, digest, ledger } = understood(Made, answer, 'answer');
  context.answer(answer, () => [
    `made the dossier of ${shown(id)} revision ${revision} ${comparedWith(against)} (position ${ledger.position})`,
    ...dossierLines(context.screen, summary, objections),
    ...pairs([['digest', digest]]),
    `next: ${WRIT} policy dossier show ${shellWord(id)} ${revision} --out dossier.json`,
  ]);
}

async function show(context: Context, id: string, revision: number, { out, ...forced }: OutOptions): Promise<void> {
  const path = { id, revision };
  const answer = await context.operator().get('/v1/policies/{id}/revisions/{revision}/dossier', { path });
  const stored = understood(Stored, answer, 'dossier');
  const { dossier, objections, against, digest, keyId, current, envelope, madeAt } = stored;
  if (out !== undefined) writeNew([[out, `${JSON.stringify(envelope)}\n`]], forced);
  const stale = current ? '' : '; another one is published since';
  context.answer(answer, () => [
    `${shown(id)} revision ${revision} ${comparedWith(against)}${stale}`,
    `made ${momentText(madeAt)} by ${whoIn(stored, 'madeBy') ?? ''}`,
    ...dossierLines(context.screen, dossier.summary, objections),
    ...pairs([
      ['digest', digest],
      ['signed with', keyId],
      ['written to', out === undefined ? undefined : shown(out)],
    ]),
  ]);
}

async function key(context: Context, { out, ...forced }: OutOptions): Promise<void> {
  const answer = await context.operator().get('/v1/dossier-key', {});
  const { keyId, publicKey } = understood(Key, answer, 'key');
  if (out !== undefined) writeNew([[out, publicKey]], forced);
  context.answer(answer, () =>
    out === undefined
      ? publicKey.trimEnd().split('\n')
      : pairs([
          ['written to', shown(out)],
          ['key', keyId],
        ]),
  );
}

function comparedWith(against: number | null): string {
  return against === null ? 'on its own: no other revision is published' : `against revision ${against}`;
}

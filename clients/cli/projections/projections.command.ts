import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { understood } from '../../contract/reading.js';
import { contextOf, type Context } from '../context.js';
import { CommandError, EXIT_NEGATIVE, EXIT_OK } from '../exit.js';
import { addNoun } from '../nouns/noun.command.js';
import { standsFor } from '../options-at.js';
import { progress } from '../showing/progress.js';
import { shown } from '../showing/screen.js';
import { WRIT } from '../started-as.js';
import { Asked, Projections, type Outcome, type Projection } from './projection-answers.js';
import { outcomeLines, projectionLines } from './projection-lines.js';

const LOOK_MS = 500;

/** Lists and reactions: how they stand, and what can be done about one. */
export function addProjections(program: Command): void {
  const projections = addNoun(program, 'projections').description(
    'lists and reactions: how far each is, and whether its rows are what the ledger says',
  );
  const list = projections
    .command('list', { isDefault: true })
    .description('how each stands')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command);
      const { answer, items } = await told(context);
      context.answer(answer, () => projectionLines(context.screen, items));
    });
  standsFor(projections, list);
  addRun(projections, 'verify', 'compare its rows with what the ledger comes to; exit 1 when they differ');
  addRun(projections, 'rebuild', 'make its rows anew from the ledger; the old ones are shown until all are there');
  projections
    .command('watch')
    .description('follow what is being done about the rows of one, and tell what it comes to')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = contextOf(command);
      const { run } = await one(context, name);
      if (!run) throw new CommandError('NOTHING_UNDER_WAY', `nothing is done about the rows of ${name}; ${WRIT} projections`);
      await tellWhenOver(context, name, run.id);
    });
}

function addRun(projections: Command, kind: 'verify' | 'rebuild', says: string): void {
  projections
    .command(kind)
    .description(says)
    .argument('<name>')
    .option('--no-wait', 'do not wait for it')
    .action(async (name: string, { wait }: { readonly wait: boolean }, command: Command) => {
      const context = contextOf(command);
      const answer = await context.operator().post(`/v1/projections/{name}/${kind}`, { path: { name } });
      const { run } = understood(Asked, answer, 'answer');
      if (wait) await tellWhenOver(context, name, run);
      else context.answer(answer, () => [`${kind} of ${shown(name)} is asked for`, `next: ${WRIT} projections watch ${name}`]);
    });
}

async function told(context: Context): Promise<{ answer: unknown; items: readonly Projection[] }> {
  const answer = await context.operator().get('/v1/projections', {});
  return { answer, items: understood(Projections, answer, 'list of projections').items };
}

async function one(context: Context, name: string): Promise<Projection> {
  const found = (await told(context)).items.find((each) => each.name === name);
  if (!found) throw new CommandError('PROJECTION_NOT_FOUND', `there is no projection or reaction ${name}; ${WRIT} projections`);
  return found;
}

async function tellWhenOver(context: Context, name: string, run: string): Promise<void> {
  const outcome = await over(context, name, run);
  if (outcome.result === 'failed')
    throw new CommandError('PROJECTION_RUN_FAILED', `nothing was changed: ${outcome.detail ?? 'it failed'}`);
  if (outcome.result === 'cancelled')
    throw new CommandError('PROJECTION_RUN_CANCELLED', `somebody cancelled what was done about the rows of ${name}`);
  context.answer(outcome, () => outcomeLines(name, outcome));
  process.exitCode = outcome.result === 'different' && outcome.written === null ? EXIT_NEGATIVE : EXIT_OK;
}

async function over(context: Context, name: string, run: string): Promise<Outcome> {
  let bar: ReturnType<typeof progress> | undefined;
  try {
    for (;;) {
      const { run: underWay, lastVerification, lastRebuild } = await one(context, name);
      const found = [lastVerification, lastRebuild].find((last) => last?.run === run);
      if (found) return found;
      if (underWay && underWay.total > 0) {
        bar ??= progress(context.screen, underWay.kind === 'verify' ? 'verifying' : 'rebuilding', underWay.total);
        bar.update(underWay.done);
      }
      await delay(LOOK_MS);
    }
  } finally {
    bar?.end();
  }
}

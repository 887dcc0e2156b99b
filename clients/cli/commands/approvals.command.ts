import type { Command } from 'commander';
import { z } from 'zod';
import { Receipt } from '../../contract/answers.js';
import { understood } from '../../contract/reading.js';
import { contextOf } from '../context.js';
import { detailLines } from '../nouns/detail-lines.js';
import { oneOf } from '../reading/arguments.js';
import { AS_OF_FLAG, AS_OF_SAYS, asOfQuery } from '../reading/as-of.js';
import { momentText } from '../showing/moments.js';
import { shown } from '../showing/screen.js';
import { table } from '../showing/table.js';

const STATES = ['pending', 'approved', 'denied', 'withdrawn', 'expired', 'used', 'superseded'] as const;

const Waiting = z.looseObject({
  id: z.string(),
  state: z.string(),
  agent: z.string(),
  tool: z.string(),
  arguments: z.unknown(),
  rule: z.string(),
  expiresAt: z.string(),
});
const Page = z.looseObject({ items: z.array(Waiting) });
const Changed = z.looseObject({ state: z.string(), ledger: Receipt });

/** Characters of arguments that a list shows. */
const GLANCE = 60;

/** Calls that wait for people, and what people say of them. */
export function addApprovals(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('calls that wait for people, the most urgent first')
    .option('--state <state>', STATES.join(', '), 'pending')
    .option(AS_OF_FLAG, AS_OF_SAYS)
    .action(async ({ state, asOf }: { readonly state: string; readonly asOf?: string }, command: Command) => {
      const context = contextOf(command);
      const query = { state: oneOf(state, '--state', STATES), limit: 200, ...asOfQuery(asOf) };
      const answer = await context.operator().get('/v1/approvals', { query });
      const { items } = understood(Page, answer, 'list of approvals');
      context.answer(answer, () => (items.length === 0 ? [`nothing is ${state}`] : waitingLines(items, context.screen.width)));
    });
  addShow(approvals);
  addSaying(approvals, 'approve', 'say yes', 'comment', 'said yes to');
  addSaying(approvals, 'deny', 'say no', 'reason', 'said no to');
  addSaying(approvals, 'withdraw', 'take back a request, or an approval that was not used yet', 'reason', 'took back');
  addSaying(approvals, 'comment', 'say something about a request', 'comment', 'said something about');
  addDelegate(approvals);
}

function waitingLines(items: readonly z.output<typeof Waiting>[], width: number): string[] {
  const titles = ['approval', 'expires', 'agent', 'tool', 'arguments', 'rule'].map((title) => ({ title }));
  const glance = (value: unknown): string => {
    const text = JSON.stringify(value);
    return text.length > GLANCE ? `${text.slice(0, GLANCE)}…` : text;
  };
  return table(
    titles,
    items.map(({ id, expiresAt, agent, tool, arguments: given, rule }) =>
      [id, momentText(expiresAt), agent, tool, glance(given), rule].map(shown),
    ),
    { width },
  );
}

function addShow(approvals: Command): void {
  approvals
    .command('show')
    .description('one request with the exact arguments, its steps and its history')
    .argument('<id>')
    .option(AS_OF_FLAG, AS_OF_SAYS)
    .action(async (approval: string, _options: unknown, command: Command) => {
      const context = contextOf(command);
      // The list has the option, too, and takes it from wherever it stands.
      const { asOf } = command.optsWithGlobals<{ readonly asOf?: string }>();
      const answer = await context.operator().get('/v1/approvals/{id}', { path: { id: approval }, query: asOfQuery(asOf) });
      context.answer(answer, () => detailLines(answer, context.screen.width));
    });
}

function addSaying(
  approvals: Command,
  verb: 'approve' | 'deny' | 'withdraw' | 'comment',
  says: string,
  word: 'comment' | 'reason',
  done: string,
): void {
  const command = approvals.command(verb).description(says).argument('<id>');
  if (verb === 'approve') command.option('--comment <text>', 'recorded with it');
  else command.requiredOption(`--${word} <text>`, 'recorded');
  command.action(async (id: string, options: Readonly<Record<string, string>>, self: Command) => {
    const context = contextOf(self);
    const body = options[word] === undefined ? {} : { [word]: options[word] };
    const answer = await context.operator().post(`/v1/approvals/{id}/${verb}`, { path: { id }, body: body as never });
    const { state, ledger } = understood(Changed, answer, 'answer');
    context.answer(answer, () => [`${done} ${shown(id)}, which is ${shown(state)}; recorded at position ${ledger.position}`]);
  });
}

function addDelegate(approvals: Command): void {
  approvals
    .command('delegate')
    .description('ask another operator to decide in your place')
    .argument('<id>')
    .requiredOption('--to <operator>', 'id or name')
    .option('--until <time>', 'RFC 3339; until the request expires when left out')
    .option('--comment <text>', 'recorded with it')
    .action(async (id: string, { to, until, comment }: Readonly<Record<string, string>>, command: Command) => {
      const context = contextOf(command);
      const body = { to: to as string, ...(until !== undefined && { until }), ...(comment !== undefined && { comment }) };
      const answer = await context.operator().post('/v1/approvals/{id}/delegate', { path: { id }, body });
      const { ledger } = understood(Changed, answer, 'answer');
      context.answer(answer, () => [`asked ${shown(to)} to decide, recorded at position ${ledger.position}`]);
    });
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { understood } from '../../contract/reading.js';
import { contextOf, type Context } from '../context.js';
import { EXIT_NEGATIVE, EXIT_OK, usageError } from '../exit.js';
import { listLines } from '../nouns/list-lines.js';
import { names, oneOf, wholeNumber } from '../reading/arguments.js';
import { AS_OF_FLAG, AS_OF_SAYS, asOfQuery } from '../reading/as-of.js';
import { shellWord } from '../showing/shell-word.js';
import { shown } from '../showing/screen.js';
import { WRIT } from '../started-as.js';
import { candidateOf } from '../replays/candidate.js';
import { Changed, SEVERITIES } from '../replays/replay-answers.js';
import { Detail, Differences } from './shadow-answers.js';
import { shadowLines } from './shadow-lines.js';
import { addSuggestions } from './suggestions.command.js';

interface StartOptions {
  readonly modules?: string;
  readonly agent?: string;
  readonly tool?: string;
  readonly session?: string;
  readonly label?: string;
  readonly share?: string;
  readonly until?: string;
  readonly decisions?: string;
  readonly name?: string;
}

/** Differences that are told on the screen. */
const TOLD = 10;
const LOOK_MS = 200;

export function addShadow(program: Command): void {
  const shadow = program.command('shadow').description('a policy that decides nothing, compared with every decision from now on');
  addStart(shadow);
  shadow
    .command('list')
    .description('shadows, newest first')
    .option('--cursor <cursor>', 'what a page said of the next one')
    .option(AS_OF_FLAG, AS_OF_SAYS)
    .action(async ({ cursor, asOf }: { readonly cursor?: string; readonly asOf?: string }, command: Command) => {
      const context = contextOf(command);
      const query = { ...(cursor !== undefined && { cursor }), ...asOfQuery(asOf) };
      const answer = await context.operator().get('/v1/shadows', { query });
      const then = asOf === undefined ? '' : `--as-of ${shellWord(asOf)} `;
      const more = (options: string) => `${WRIT} shadow list ${then}${options}`;
      context.answer(answer, () => listLines('shadows', answer, more, context.screen.width) ?? []);
    });
  shadow
    .command('show')
    .description('what a shadow found so far')
    .argument('<id>')
    .option('--fail-on <severity>', `exit 1 when it found something like that or worse: ${SEVERITIES.join(', ')}`)
    .action(async (id: string, { failOn }: { readonly failOn?: string }, command: Command) => show(id, failOn, command));
  shadow
    .command('end')
    .description('end a shadow, and tell what it found when all that was decided until now is compared')
    .argument('<id>')
    .option('--fail-on <severity>', `exit 1 when it found something like that or worse: ${SEVERITIES.join(', ')}`)
    .option('--no-wait', 'do not wait for it')
    .action(async (id: string, { wait, failOn }: { readonly wait: boolean; readonly failOn?: string }, command: Command) => {
      const context = contextOf(command);
      const answer = await context.operator().post('/v1/shadows/{id}/end', { path: { id } });
      const { state } = understood(Changed, answer, 'shadow');
      if (wait) return show(id, failOn, command, await over(context, id));
      context.answer(answer, () => [`shadow ${shown(id)} is ${shown(state)}`, `next  ${WRIT} shadow show ${id}`]);
    });
  addSuggestions(shadow, '/v1/shadows/{id}/suggestions');
}

function addStart(shadow: Command): void {
  shadow
    .command('start')
    .description('compare a candidate with every decision from now on; it decides nothing')
    .argument('[policy]', 'the candidate')
    .argument('[revision]', 'which of its revisions')
    .option('--modules <folder>', 'a candidate that is no revision yet: *.rego and data.json')
    .option('--tool <names>', 'only calls of these tools, with commas between them')
    .option('--agent <ids>', 'only calls by these agents')
    .option('--session <ids>', 'only calls in these sessions')
    .option('--label <names>', 'only calls whose data has one of these labels')
    .option('--share <n>', 'of a hundred sessions so many (default: all)')
    .option('--until <time>', 'when it ends (default: in seven days)')
    .option('--decisions <n>', 'after how many compared decisions it ends')
    .option('--name <text>', 'for people')
    .action(async (policy: string | undefined, revision: string | undefined, options: StartOptions, command: Command) => {
      const context = contextOf(command);
      const answer = await context.operator().post('/v1/shadows', { body: requestOf(policy, revision, options) });
      const { id } = understood(Changed, answer, 'shadow');
      context.answer(answer, () => [
        `shadow ${shown(id)} is compared with every decision from now on; it decides nothing`,
        `next  ${WRIT} shadow show ${id}`,
      ]);
    });
}

function requestOf(policy: string | undefined, revision: string | undefined, options: StartOptions) {
  const { modules, agent, tool, session, label, share, until, decisions, name } = options;
  const candidate = candidateOf('writ shadow start', policy, revision, modules);
  if (!candidate) throw usageError('name a candidate: a policy and its revision, or --modules');
  const selector = {
    ...(tool !== undefined && { tools: names(tool, '--tool') }),
    ...(agent !== undefined && { agents: names(agent, '--agent') }),
    ...(session !== undefined && { sessions: names(session, '--session') }),
    ...(label !== undefined && { labels: names(label, '--label') }),
  };
  const ends = {
    ...(until !== undefined && { at: until }),
    ...(decisions !== undefined && { decisions: wholeNumber(decisions, '--decisions', 1, 100_000_000) }),
  };
  return {
    candidate,
    selector,
    ends,
    ...(share !== undefined && { share: wholeNumber(share, '--share', 1, 100) }),
    ...(name !== undefined && { name }),
  };
}

const look = (context: Context, id: string) => context.operator().get('/v1/shadows/{id}', { path: { id } });
type Looked = Awaited<ReturnType<typeof look>>;

/** What is left to compare is a second's. */
async function over(context: Context, id: string): Promise<Looked> {
  for (;;) {
    const answer = await look(context, id);
    if (understood(Detail, answer, 'shadow').state === 'ended') return answer;
    await delay(LOOK_MS);
  }
}

async function show(id: string, failOn: string | undefined, command: Command, known?: Looked): Promise<void> {
  const context = contextOf(command);
  const least = failOn === undefined ? undefined : oneOf(failOn, '--fail-on', SEVERITIES);
  const answer = known ?? (await look(context, id));
  const detail = understood(Detail, answer, 'shadow');
  const page = await context.operator().get('/v1/shadows/{id}/differences', { path: { id }, query: { limit: TOLD } });
  const { items } = understood(Differences, page, 'differences');
  context.answer(answer, () => shadowLines(context.screen, detail, items));
  const { severities, diverged } = detail.findings.totals;
  const isFound =
    least !== undefined && SEVERITIES.slice(0, SEVERITIES.indexOf(least) + 1).some((severity) => severities[severity] > 0);
  process.exitCode = isFound || diverged > 0 ? EXIT_NEGATIVE : EXIT_OK;
}

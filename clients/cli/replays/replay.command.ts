import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { understood } from '../../contract/reading.js';
import { contextOf, type Context } from '../context.js';
import { CommandError, EXIT_NEGATIVE, EXIT_OK, usageError } from '../exit.js';
import { addVerbs } from '../nouns/noun.command.js';
import { names, oneOf, wholeNumber } from '../reading/arguments.js';
import { progress } from '../showing/progress.js';
import { shown } from '../showing/screen.js';
import { WRIT } from '../started-as.js';
import { FORCE, refuseExisting, writeNew, writeText, type Forced } from '../writing.js';
import { addSuggestions } from '../shadows/suggestions.command.js';
import { candidateOf } from './candidate.js';
import { Changed, Detail, Report, SEVERITIES, type Severity } from './replay-answers.js';
import { broughtHistory } from './history-upload.js';
import { hasAtLeast, reportLines } from './report-lines.js';

const LOOK_MS = 500;
const FORMATS = ['json', 'csv', 'html'] as const;
const VERDICTS = ['ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'MODIFY', 'DEFER'] as const;
const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

interface RunOptions extends Forced {
  readonly modules?: string;
  readonly history?: string;
  readonly baseline?: string;
  readonly causal?: boolean;
  readonly last?: string;
  readonly from?: string;
  readonly to?: string;
  readonly tool?: string;
  readonly agent?: string;
  readonly session?: string;
  readonly label?: string;
  readonly verdict?: string;
  readonly listed?: string;
  readonly name?: string;
  readonly html?: string;
  readonly failOn?: string;
  readonly wait: boolean;
}

interface ReportOptions extends Forced {
  readonly format?: string;
  readonly output?: string;
}

export function addReplay(program: Command): void {
  const replay = program.command('replay').description('what would have been decided by another policy');
  addRun(replay);
  replay
    .command('watch')
    .description('follow a replay until it is over, and tell what it found')
    .argument('<id>')
    .option('--fail-on <severity>', `exit 1 when it found something like that or worse: ${SEVERITIES.join(', ')}`)
    .action(async (id: string, options: { readonly failOn?: string }, command: Command) => {
      await tellWhenOver(contextOf(command), id, severityIn(options.failOn));
    });
  addReport(replay);
  addVerbs(replay, 'replays', {
    list: 'list',
    get: 'show',
    pause: 'pause',
    resume: 'resume',
    cancel: 'cancel',
    retry: 'retry',
    differences: 'differences',
  });
  addSuggestions(replay, '/v1/replays/{id}/suggestions');
}

function addRun(replay: Command): void {
  replay
    .command('run')
    .description(
      'have recorded decisions decided again, and tell what is different; without a policy each by its own, which must be the same',
    )
    .argument('[policy]', 'the candidate')
    .argument('[revision]', 'which of its revisions')
    .option('--modules <folder>', 'a candidate that is no revision yet: *.rego and data.json')
    .option('--causal', 'what would have been decided otherwise changes what follows')
    .option('--history <file>', 'instead of the ledger: the decision log of an OPA (JSON lines), or inputs.csv; .gz too')
    .option('--baseline <policy@revision>', 'compare with this one instead of what was recorded')
    .option('--last <time>', 'since so long ago, such as 24h or 7d')
    .option('--from <place>', 'first position, or a time (default: the beginning)')
    .option('--to <place>', 'last position, or a time (default: now)')
    .option('--tool <names>', 'only calls of these tools, with commas between them')
    .option('--agent <ids>', 'only calls by these agents')
    .option('--session <ids>', 'only calls in these sessions')
    .option('--label <names>', 'only calls whose data has one of these labels')
    .option('--verdict <names>', 'only calls that were decided so')
    .option('--listed <n>', 'differences of each kind that are told one by one, at most (default 100)')
    .option('--name <text>', 'for people')
    .option('--html <file>', 'also write the report as a page')
    .option(...FORCE)
    .option('--fail-on <severity>', `exit 1 when it finds something like that or worse: ${SEVERITIES.join(', ')}`)
    .option('--no-wait', 'do not wait for it')
    .action(async (policy: string | undefined, revision: string | undefined, options: RunOptions, command: Command) => {
      const context = contextOf(command);
      const least = severityIn(options.failOn);
      if (options.html !== undefined) refuseExisting(options.html, options);
      const asked = requestOf(policy, revision, options);
      const body = {
        ...asked,
        ...(options.history !== undefined && { history: await broughtHistory(context, options.history) }),
      };
      const answer = await context.operator().post('/v1/replays', { body });
      const { id } = understood(Changed, answer, 'replay');
      if (!options.wait) {
        context.answer(answer, () => [`replay ${shown(id)} is asked for`, `next  ${WRIT} replay watch ${id}`]);
        return;
      }
      await tellWhenOver(context, id, least);
      if (options.html === undefined) return;
      writeText(options.html, await reportText(context, id, 'html'));
      context.screen.note(`the page is in ${shown(options.html)}`);
    });
}

function addReport(replay: Command): void {
  replay
    .command('report')
    .description('what a completed replay found')
    .argument('<id>')
    .option('--format <format>', `the whole report: ${FORMATS.join(', ')}`)
    .option('-o, --output <file>', 'write it to a file')
    .option(...FORCE)
    .action(async (id: string, options: ReportOptions, command: Command) => {
      const context = contextOf(command);
      const named = /\.(json|csv|html)$/.exec(options.output ?? '')?.[1];
      const format = oneOf(options.format ?? named ?? 'json', '--format', FORMATS);
      if (options.output === undefined && options.format === undefined) return tell(context, id, undefined);
      const text = await reportText(context, id, format);
      if (options.output === undefined) context.screen.print(text.trimEnd());
      else writeNew([[options.output, text]], options);
    });
}

function requestOf(policy: string | undefined, revision: string | undefined, options: RunOptions) {
  const {
    modules,
    causal = false,
    history,
    baseline,
    last,
    from,
    to,
    tool,
    agent,
    session,
    label,
    verdict,
    listed,
    name,
  } = options;
  const candidate = candidateOf('writ replay run', policy, revision, modules);
  if (last !== undefined && from !== undefined) throw usageError('--last and --from say two things');
  if (history !== undefined && last !== undefined)
    throw usageError('--last is of the ledger; --from and --to name rows of --history');
  if (history !== undefined && policy === undefined && modules === undefined)
    throw usageError('--history needs a candidate: a policy and its revision, or --modules');
  const since = last === undefined ? from : new Date(Date.now() - span(last)).toISOString();
  const filter = {
    ...(tool !== undefined && { tools: names(tool, '--tool') }),
    ...(agent !== undefined && { agents: names(agent, '--agent') }),
    ...(session !== undefined && { sessions: names(session, '--session') }),
    ...(label !== undefined && { labels: names(label, '--label') }),
    ...(verdict !== undefined && { verdicts: names(verdict, '--verdict').map((each) => oneOf(each, '--verdict', VERDICTS)) }),
  };
  const range = { ...(since !== undefined && { from: place(since) }), ...(to !== undefined && { to: place(to) }) };
  return {
    range,
    filter,
    ...(causal && { mode: 'causal' as const }),
    ...(candidate && { candidate }),
    ...(baseline !== undefined && { baseline: storedIn(baseline) }),
    ...(listed !== undefined && { listed: wholeNumber(listed, '--listed', 1, 1_000) }),
    ...(name !== undefined && { name }),
  };
}

function storedIn(text: string): { readonly policy: string; readonly revision: number } {
  const at = text.lastIndexOf('@');
  if (at < 1) throw usageError('--baseline is not <policy>@<revision>');
  return { policy: text.slice(0, at), revision: wholeNumber(text.slice(at + 1), 'the revision in --baseline', 1) };
}

function place(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function span(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  if (count === undefined) throw usageError('--last is not a time such as 90m, 24h or 7d');
  return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

function severityIn(text: string | undefined): Severity | undefined {
  return text === undefined ? undefined : oneOf(text, '--fail-on', SEVERITIES);
}

async function tellWhenOver(context: Context, id: string, least: Severity | undefined): Promise<void> {
  const { state, detail } = await over(context, id);
  if (state === 'failed')
    throw new CommandError('REPLAY_FAILED', `the replay failed: ${detail}; ${WRIT} replay retry ${id} goes on from there`);
  if (state !== 'completed') {
    const next = state === 'paused' ? `; ${WRIT} replays resume ${id} has it go on` : '';
    throw new CommandError('REPLAY_NOT_COMPLETED', `the replay is ${state}${next}`);
  }
  await tell(context, id, least);
}

/** Until it is over, or stands still. */
async function over(context: Context, id: string): Promise<Detail> {
  let bar: ReturnType<typeof progress> | undefined;
  try {
    for (;;) {
      const found = understood(Detail, await context.operator().get('/v1/replays/{id}', { path: { id } }), 'replay');
      if (found.state !== 'running') return found;
      const { done, total, perSecond, secondsLeft } = found.progress;
      bar ??= progress(context.screen, 'replaying', total);
      bar.update(done, perSecond === null ? '' : `${perSecond}/s${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`);
      await delay(LOOK_MS);
    }
  } finally {
    bar?.end();
  }
}

async function tell(context: Context, id: string, least: Severity | undefined): Promise<void> {
  const answer = await context.operator().get('/v1/replays/{id}/report', { path: { id }, query: { format: 'json' } });
  const report = understood(Report, answer, 'report');
  if (least !== undefined && report.totals.same + report.totals.different === 0) throw nothingCompared(report, least);
  context.answer(answer, () => [...reportLines(context.screen, report), '', `next  ${WRIT} replay report ${id} -o report.html`]);
  const isBad = report.totals.diverged > 0 || (least !== undefined && hasAtLeast(report, least));
  process.exitCode = isBad ? EXIT_NEGATIVE : EXIT_OK;
}

/** Whoever asks whether a change is grave is not told that it is not when nothing was looked at. */
function nothingCompared({ totals: { decisions, factsMissing, diverged } }: Report, least: Severity): CommandError {
  const why =
    decisions === 0
      ? 'there is none in its range that its filter takes'
      : `of ${decisions} in its range the facts of ${factsMissing} are missing, and ${diverged} diverged`;
  return new CommandError(
    'REPLAY_COMPARED_NOTHING',
    `the replay compared no decision, so --fail-on ${least} says nothing: ${why}`,
  );
}

async function reportText(context: Context, id: string, format: (typeof FORMATS)[number]): Promise<string> {
  const response = await context.operator().download('/v1/replays/{id}/report', { path: { id }, query: { format } });
  return response.text();
}

import type { Command } from 'commander';
import { backoffMs } from '../../contract/backoff.js';
import { WritProblem } from '../../contract/problem.js';
import { understood } from '../../contract/reading.js';
import { names, wholeNumber } from '../reading/arguments.js';
import { contextOf, type Context } from '../context.js';
import { eventLine } from '../showing/event-line.js';
import { EXIT_INTERRUPTED } from '../exit.js';
import { onInterrupt } from '../interrupt.js';
import { followLedger } from '../session/ledger-stream.js';
import { LedgerHead } from './status.command.js';

interface TailOptions {
  readonly after?: string;
  readonly channels?: string;
  readonly limit?: string;
}

export function addTail(program: Command): void {
  program
    .command('tail')
    .description("follow the tenant's events as they are recorded; reconnects and resumes by itself")
    .option('--after <position>', 'start after this position, 0 for the whole history (default: from now on)')
    .option('--channels <list>', 'comma-separated: decisions, policies, controls, ... (default: all)')
    .option('--limit <n>', 'stop after this many events')
    .action(async (options: TailOptions, command: Command) => {
      const context = contextOf(command);
      const limit = options.limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber(options.limit, '--limit', 1);
      const channels = options.channels === undefined ? [] : names(options.channels, '--channels');
      const after = options.after === undefined ? await headNow(context) : wholeNumber(options.after, '--after', 0);
      const from = after === undefined ? 'from now on' : `after position ${after}`;
      context.screen.note(`following ${context.url} ${from}; Ctrl-C ends it`);
      const interrupt = onInterrupt();
      let count = 0;
      await followLedger({
        url: context.url,
        authority: context.operatorAuthority(),
        channels,
        after,
        // A reader that went away has what it wanted.
        signal: AbortSignal.any([interrupt.signal, context.screen.unread]),
        onEvent: (position, event) => {
          context.answer({ position, event }, () => [eventLine(context.screen, position, event)]);
          return (count += 1) < limit;
        },
        waitMs: (failures) => backoffMs(failures, Math.random()),
        onReconnect: (ms, reason) => context.screen.note(`${reason}; connecting again in ${(ms / 1000).toFixed(1)} s`),
      });
      if (interrupt.signal.aborted) process.exitCode = EXIT_INTERRUPTED;
      interrupt.end();
    });
}

/** Where to resume should the connection be lost before the first event. An operator who may not see the head just follows. */
async function headNow(context: Context): Promise<number | undefined> {
  try {
    return understood(LedgerHead, await context.operator().get('/v1/ledger/head', {}), 'ledger head').position;
  } catch (error) {
    if (error instanceof WritProblem && error.status === 403) return undefined;
    throw error;
  }
}

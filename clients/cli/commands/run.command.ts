import type { Command } from 'commander';
import { backoffMs } from '../../contract/backoff.js';
import { wholeNumber } from '../reading/arguments.js';
import { readCallFile } from '../reading/call-file.js';
import { runCalls } from '../running/call-runner.js';
import { contextOf, type Context } from '../context.js';
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_NEGATIVE, EXIT_OK } from '../exit.js';
import { onInterrupt } from '../interrupt.js';
import { errorLines } from '../showing/problem.js';
import { progress } from '../showing/progress.js';
import { shown } from '../showing/screen.js';
import { RunTally } from '../running/run-tally.js';

interface RunCommandOptions {
  readonly calls: string;
  readonly prefix: string;
  readonly parallel: string;
  readonly patience: string;
  readonly people: string;
  readonly agentKeyFile?: string;
}

export function addRun(program: Command): void {
  program
    .command('run')
    .description('send recorded tool calls through the decision API, with the outcome of each')
    .requiredOption('--calls <file>', 'NDJSON, one call per line: {session, seq, tool, arguments, result}')
    .option('--prefix <text>', 'put before session and request ids; the same prefix again gets the same answers', '')
    .option('--parallel <n>', 'sessions sent at the same time', '16')
    .option('--patience <seconds>', 'give up when the server has not answered anything for this long', '120')
    .option('--people <seconds>', 'wait for people this long where a call is held, and ask for it again; 0 for not at all', '0')
    .option('--agent-key-file <file>', 'file with the agent key (else WRIT_AGENT_KEY, else .writ/credentials.json)')
    .action(async (options: RunCommandOptions, command: Command) => run(contextOf(command), options));
}

async function run(context: Context, options: RunCommandOptions): Promise<void> {
  const parallel = wholeNumber(options.parallel, '--parallel', 1, 1024);
  const patienceMs = wholeNumber(options.patience, '--patience', 1, 86_400) * 1000;
  const peopleMs = wholeNumber(options.people, '--people', 0, 86_400) * 1000;
  const client = context.agent(options.agentKeyFile);
  const sessions = await readCallFile(options.calls);
  const lines = [...sessions.values()].flat().map(({ line }) => line);
  const calls = lines.length;
  const bar = progress(context.screen, 'deciding', calls);
  const interrupt = onInterrupt();
  const tally = new RunTally();
  let answered = 0;
  try {
    await runCalls(sessions, {
      client,
      parallel,
      prefix: options.prefix,
      patienceMs,
      peopleMs,
      waitMs: (failures) => backoffMs(failures, Math.random()),
      signal: interrupt.signal,
      onProgress: (done) => bar.update((answered = done)),
      onRetry: (ms, error) => bar.update(answered, `${shown(error.code)}, trying again in ${(ms / 1000).toFixed(1)} s`),
      tally,
    });
  } finally {
    bar.end();
    interrupt.end();
    // Also when it ends in a fault: what was decided stands in the ledger.
    if (answered > 0 || tally.isEnded)
      context.answer(tally.document(calls, sessions.size, lines), () => tally.lines(calls, sessions.size, lines));
  }
  if (tally.gaveUp) for (const line of errorLines(tally.gaveUp)) context.screen.note(`gave up: ${shown(line)}`);
  process.exitCode = interrupt.signal.aborted ? EXIT_INTERRUPTED : exitCodeOf(tally, calls);
}

/** 0 when every call was decided and every outcome taken; 1 when the server refused some; 2 when some were never answered. */
export function exitCodeOf(tally: RunTally, calls: number): number {
  if (tally.gaveUp || tally.attempted < calls) return EXIT_FAILED;
  return tally.refusals > 0 ? EXIT_NEGATIVE : EXIT_OK;
}

import type { Command } from 'commander';
import { wholeNumber } from '../../cli/reading/arguments.js';
import { contextOf } from '../../cli/context.js';
import { onInterrupt } from '../../cli/interrupt.js';
import { styledVerdict } from '../../cli/showing/screen.js';
import { serveCustomers } from './serve-customers.js';
import { seededRandom } from './scenarios.js';

interface Options {
  readonly customers: string;
  readonly parallel: string;
  readonly pause: string;
  readonly seed: string;
}

export function addCustomers(program: Command): void {
  program
    .command('customers')
    .description('a busy airline agent that asks Writ before every tool call')
    .option('--customers <n>', 'customers to serve', '120')
    .option('--parallel <n>', 'customers served at the same time', '3')
    .option('--pause <ms>', 'milliseconds between two calls of one customer; 0 = as fast as possible', '400')
    .option('--seed <n>', 'the same seed brings the same customers', String(Date.now() % 100_000))
    .option('--url <url>', 'server; the one of .writ/credentials.json by default')
    .option('--no-color', 'plain text')
    .action(customers);
}

async function customers(options: Options, command: Command): Promise<void> {
  const context = contextOf(command);
  const { screen } = context;
  const seed = wholeNumber(options.seed, '--seed', 0, 2 ** 32 - 1);
  const interrupt = onInterrupt();
  const verdicts = new Map<string, number>();
  screen.print(
    `A simulated airline agent (seed ${seed}) asks ${context.url} before every tool call. Watch it in another terminal: npx writ tail`,
  );
  await serveCustomers({
    client: context.agent(undefined),
    random: seededRandom(seed),
    customers: wholeNumber(options.customers, '--customers', 1, 100_000),
    parallel: wholeNumber(options.parallel, '--parallel', 1, 256),
    pauseMs: wholeNumber(options.pause, '--pause', 0, 60_000),
    run: `${seed}-${Date.now().toString(36)}`,
    signal: interrupt.signal,
    onStory: (session, story) => {
      screen.print('');
      screen.print(`${session.split('-').at(-1)?.padStart(3)}  ${story}`);
    },
    onCall: (session, call, answer, ms) => {
      verdicts.set(answer.verdict, (verdicts.get(answer.verdict) ?? 0) + 1);
      const number = session.split('-').at(-1)?.padStart(3);
      screen.print(
        `${number}  ${styledVerdict(screen, answer.verdict)}${' '.repeat(Math.max(0, 16 - answer.verdict.length))} ${call.tool.padEnd(18)} ${answer.rule.padEnd(12)} ${ms.toFixed(1)} ms, ledger ${answer.ledger.position}`,
      );
    },
  }).finally(() => interrupt.end());
  const counts = [...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ');
  screen.print('');
  screen.print(`${counts}. Every call and its outcome is in the ledger: npx writ export -o ledger.ndjson`);
}

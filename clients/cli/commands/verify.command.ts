import { createReadStream, statSync } from 'node:fs';
import type { Command } from 'commander';
import {
  type TrustedHead,
  type VerificationFailure,
  type VerificationReason,
  type VerificationResult,
  verifyExport,
} from '#libs/evidence';
import { trustedHead } from '../reading/arguments.js';
import { contextOf, type Context } from '../context.js';
import { CommandError, EXIT_FAILED, EXIT_NEGATIVE, EXIT_OK } from '../exit.js';
import { progress } from '../showing/progress.js';
import { shown, styled } from '../showing/screen.js';

/** Nothing was found wrong, but nothing could be judged either. */
const COULD_NOT_VERIFY: readonly VerificationReason[] = ['not-an-export', 'too-many-streams', 'head-not-covered'];

export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('check an export offline: 0 = good, 1 = bad (says where), 2 = could not verify')
    .argument('<file>', 'file written by `writ export`')
    .option(
      '--head <position:chain>',
      'a chain value you trust, from a receipt or an earlier export; without it a file rewritten as a whole passes',
    )
    .action(async (file: string, options: { readonly head?: string }, command: Command) => {
      const context = contextOf(command);
      const head = options.head === undefined ? undefined : trustedHead(options.head);
      process.exitCode = await verifyFile(context, file, head);
    });
}

/** Verifies and prints the result; the exit code. */
export async function verifyFile(context: Context, file: string, head?: TrustedHead): Promise<number> {
  const bar = progress(context.screen, 'verifying', sizeOf(file));
  let result: VerificationResult;
  try {
    const onProgress = (at: { events: number; bytes: number }): void => bar.update(at.bytes, `bytes, ${at.events} events`);
    result = await verifyExport(createReadStream(file, { highWaterMark: 256 * 1024 }), { ...(head && { head }), onProgress });
  } catch (cause) {
    throw new CommandError('FILE_UNREADABLE', `cannot read ${file}: ${(cause as Error).message}`, EXIT_FAILED, { cause });
  } finally {
    bar.end();
  }
  context.answer({ file, ...result }, () => resultLines(context, file, result));
  if (result.ok) return EXIT_OK;
  return isUnjudged(result) ? EXIT_FAILED : EXIT_NEGATIVE;
}

function isUnjudged({ reason, line }: VerificationFailure): boolean {
  const isEmpty = reason === 'trailer-missing' && line === 1;
  return isEmpty || COULD_NOT_VERIFY.includes(reason);
}

function resultLines(context: Context, file: string, result: VerificationResult): string[] {
  const { screen } = context;
  if (!result.ok) return [styled(screen, 'red', failureLine(file, result))];
  const { tenant, from, to, count, chain, anchoredTo } = result;
  const range = count === 0 ? `no events, from position ${from} on` : `positions ${from} to ${to}, ${count} events`;
  const scope =
    anchoredTo === null
      ? 'the file agrees with itself; only --head can show that nobody rewrote all of it'
      : `agrees with the trusted head at position ${anchoredTo}${anchoredTo < to ? '; later events only agree with the file itself' : ''}`;
  return [
    `${styled(screen, 'green', 'good')}  ${shown(file)}: tenant ${shown(tenant)}, ${range}`,
    `head  ${to}:${chain}`,
    styled(screen, 'dim', scope),
  ];
}

function failureLine(file: string, failure: VerificationFailure): string {
  const word = isUnjudged(failure) ? 'not verified' : 'BAD';
  const position = failure.position === undefined ? '' : `, position ${failure.position}`;
  return `${word}  ${shown(file)}: line ${failure.line}${position}: ${failure.reason}: ${shown(failure.detail)}`;
}

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new CommandError('FILE_UNREADABLE', `${file} is a folder`);
  return found?.size ?? 0;
}

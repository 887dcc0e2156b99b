import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { judgementOf, resultLines, type TrustedHead, type VerificationResult } from '#libs/evidence';
import { trustedHead } from '../reading/arguments.js';
import { contextOf, type Context } from '../context.js';
import { CommandError, EXIT_FAILED, EXIT_NEGATIVE, EXIT_OK } from '../exit.js';
import { progress } from '../showing/progress.js';
import { shown, styled } from '../showing/screen.js';
import { systemReason } from '../reading/system-reason.js';
import { verifyFile } from '../../verifier/verify-file.js';

const EXIT = { good: EXIT_OK, bad: EXIT_NEGATIVE, unjudged: EXIT_FAILED };

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
      process.exitCode = await verifyAndTell(context, file, head);
    });
}

/** Verifies and prints the result; the exit code. */
export async function verifyAndTell(context: Context, file: string, head?: TrustedHead): Promise<number> {
  const size = sizeOf(file);
  const bar = progress(context.screen, 'verifying', size);
  let result: VerificationResult;
  try {
    const onProgress = (at: { events: number; bytes: number }): void => bar.update(at.bytes, `bytes, ${at.events} events`);
    result = await verifyFile(file, size, { ...(head && { head }), onProgress });
  } catch (cause) {
    throw new CommandError('FILE_UNREADABLE', `cannot read ${file}: ${systemReason(cause)}`, EXIT_FAILED, { cause });
  } finally {
    bar.end();
  }
  context.answer({ file, ...result }, () => styledLines(context, file, result));
  return EXIT[judgementOf(result)];
}

function styledLines({ screen }: Context, file: string, result: VerificationResult): string[] {
  const [first = '', ...rest] = resultLines(file, result).map(shown);
  if (!result.ok) return [styled(screen, 'red', first)];
  const [head = '', scope = ''] = rest;
  return [first.replace(/^good/, (word) => styled(screen, 'green', word)), head, styled(screen, 'dim', scope)];
}

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new CommandError('FILE_UNREADABLE', `${file} is a folder`);
  return found?.size ?? 0;
}

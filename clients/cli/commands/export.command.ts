import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs';
import type { Command } from 'commander';
import { WritUnreachable } from '../../contract/problem.js';
import { wholeNumber } from '../reading/arguments.js';
import { contextOf, type Context } from '../context.js';
import { CommandError } from '../exit.js';
import { isEnding } from '../showing/problem.js';
import { shown } from '../showing/screen.js';
import { progress } from '../showing/progress.js';
import { FORCE, refuseExisting, type Forced } from '../writing.js';
import { verifyAndTell } from './verify.command.js';

interface ExportOptions extends Forced {
  readonly from?: string;
  readonly to?: string;
  readonly output: string;
  readonly verify: boolean;
}

export function addExport(program: Command): void {
  program
    .command('export')
    .description('write the ledger, or a range of it, to a file and verify what was written')
    .option('--from <position>', 'first position (default 1)')
    .option('--to <position>', 'last position (default: the head)')
    .requiredOption('-o, --output <file>', 'file to write; it is there when the export is complete')
    .option(...FORCE)
    .option('--no-verify', 'do not verify the file afterwards')
    .action(async (options: ExportOptions, command: Command) => {
      const context = contextOf(command);
      refuseExisting(options.output, options);
      const bytes = await exportTo(context, options);
      if (options.verify) process.exitCode = await verifyAndTell(context, options.output);
      else
        context.answer({ file: options.output, bytes, verified: false }, () => [
          `wrote ${shown(options.output)}, ${bytes} bytes, not verified`,
        ]);
    });
}

/** Bytes written. */
async function exportTo(context: Context, options: ExportOptions): Promise<number> {
  const from = options.from === undefined ? 1 : wholeNumber(options.from, '--from', 1);
  const client = context.operator();
  const to = options.to === undefined ? undefined : wholeNumber(options.to, '--to', from);
  const response = await client.download('/v1/ledger/export', { query: { from, ...(to !== undefined && { to }) } });
  const draft = `${options.output}.partial`;
  const bar = progress(context.screen, 'exporting', Number(response.headers.get('writ-export-events') ?? 0));
  try {
    const bytes = await writeBody(response, draft, (events) => bar.update(events, 'events'));
    renameSync(draft, options.output);
    return bytes;
  } catch (error) {
    rmSync(draft, { force: true });
    throw asCommandError(error, options.output, client.url);
  } finally {
    bar.end();
  }
}

async function writeBody(response: Response, path: string, onEvents: (events: number) => void): Promise<number> {
  const file = createWriteStream(path, { flush: true });
  await once(file, 'open');
  let bytes = 0;
  let events = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) events += 1;
      if (!file.write(chunk)) await once(file, 'drain');
      onEvents(events);
    }
  } catch (error) {
    file.destroy();
    throw error;
  }
  await closed(file);
  return bytes;
}

async function closed(file: WriteStream): Promise<void> {
  file.end();
  await once(file, 'close');
}

function asCommandError(error: unknown, output: string, url: string): unknown {
  if (isEnding(error)) return error;
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (syscall && code && ['open', 'write', 'fsync', 'rename', 'close'].includes(syscall)) {
    return new CommandError('FILE_NOT_WRITTEN', `cannot write ${output}: ${message}`, undefined, { cause: error });
  }
  return new WritUnreachable(`${url} broke off the export; nothing was kept`, { cause: error });
}

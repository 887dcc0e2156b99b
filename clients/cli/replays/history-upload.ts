import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { understood } from '../../contract/reading.js';
import type { Context } from '../context.js';
import { CommandError } from '../exit.js';
import { systemReason } from '../reading/system-reason.js';

const Brought = z.looseObject({ digest: z.string(), rows: z.number() });
const GZIP = [0x1f, 0x8b];

/** Brings a file of decisions that were recorded elsewhere; gives the name that a replay has for it. */
export async function broughtHistory(context: Context, file: string): Promise<string> {
  const bytes = read(file);
  const isTable = /\.csv(?:\.gz)?$/i.test(file);
  const query = { format: isTable ? 'csv' : 'opa-decision-log' };
  const answer = await context.operator().upload('/v1/replay-histories', { query }, bytes, {
    type: isTable ? 'text/csv' : 'application/x-ndjson',
    coding: GZIP.every((byte, at) => bytes[at] === byte) ? 'gzip' : 'identity',
  });
  const { digest, rows } = understood(Brought, answer, 'history');
  context.screen.note(`${rows} rows of ${file}`);
  return digest;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CommandError('FILE_UNREADABLE', `cannot read ${file}: ${systemReason(cause)}`, undefined, { cause });
  }
}

import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { Schemas } from '../../contract/routes.js';
import { CommandError, usageError } from '../exit.js';

const RecordedCall = z.looseObject({
  session: z.string().min(1),
  seq: z.number(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  result: z.unknown().optional(),
});
/** One tool call an agent once made, with what came of it. */
export type RecordedCall = z.output<typeof RecordedCall>;

/** The calls of a file, by session in the order the sessions first appear, each session in `seq` order. */
export async function readCallFile(path: string): Promise<Map<string, RecordedCall[]>> {
  try {
    await using file = await open(path);
    return await bySession(file.readLines());
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNREADABLE', `cannot read ${path}: ${(cause as Error).message}`, undefined, { cause });
  }
}

/** Blank lines are passed over; any other line that is not a call is a usage error naming it. */
export async function bySession(lines: AsyncIterable<string> | Iterable<string>): Promise<Map<string, RecordedCall[]>> {
  const sessions = new Map<string, RecordedCall[]>();
  const seen = new Set<string>();
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const call = callOf(line, number);
    const place = JSON.stringify([call.session, call.seq]);
    if (seen.has(place)) throw usageError(`line ${number}: session ${call.session} has two calls with seq ${call.seq}`);
    seen.add(place);
    const calls = sessions.get(call.session);
    if (calls) calls.push(call);
    else sessions.set(call.session, [call]);
  }
  for (const calls of sessions.values()) calls.sort((a, b) => a.seq - b.seq);
  return sessions;
}

function callOf(line: string, number: number): RecordedCall {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw usageError(`line ${number} is not JSON`);
  }
  const parsed = RecordedCall.safeParse(value);
  if (parsed.success) return parsed.data;
  throw usageError(
    `line ${number} is not a recorded call: ${parsed.error.issues[0]?.path.join('.') || 'object'} is missing or wrong`,
  );
}

/** The API takes no longer ones. */
const LONGEST_ERROR = 4096;

export type Outcome = Readonly<Schemas['OutcomeRequest']>;

/** What became of a recorded call that was run. Tools of such recordings report failure in words. */
export function outcomeOf(call: RecordedCall): Outcome {
  const { result } = call;
  if (result === undefined) return { status: 'unknown' };
  if (typeof result === 'string' && result.startsWith('Error')) {
    // Cutting may split a character in two; half a one would be refused.
    return { status: 'failed', error: result.slice(0, LONGEST_ERROR).toWellFormed() };
  }
  return { status: 'succeeded', result: result as Exclude<Outcome['result'], undefined> };
}

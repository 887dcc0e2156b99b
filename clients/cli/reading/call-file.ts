import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { Json } from '#libs/event-sourcing';
import { JSON_BOUNDS } from '#libs/exact-json';
import type { Schemas } from '../../contract/routes.js';
import { CommandError, usageError } from '../exit.js';
import { jsonIn } from './text-file.js';
import { systemReason } from './system-reason.js';

const CallLine = z.looseObject({
  session: z.string().min(1),
  seq: z.number(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  result: z.unknown().optional(),
});
/** One tool call an agent once made, with what came of it, and where it is written. */
export type RecordedCall = z.output<typeof CallLine> & { readonly line: number };

/** Bytes of one line: what a server takes of a call and of its result, twice over. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
/** Lines that are told when many are wrong. */
const MAX_TOLD = 20;

const LINE_BREAK = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The calls of a file, by session in the order the sessions first appear, each session in `seq` order. */
export async function readCallFile(path: string): Promise<Map<string, RecordedCall[]>> {
  try {
    return await bySession(linesOf(path));
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNREADABLE', `cannot read ${path}: ${systemReason(cause)}`, undefined, { cause });
  }
}

/** A line ends where NDJSON ends it: in JSON, U+2028 is a letter like others. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_BREAK); end >= 0; end = chunk.indexOf(LINE_BREAK, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, end)]);
      [parts, length, from] = [[], 0, end + 1];
    }
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    // Its reader says what is wrong with it.
    if (length > MAX_LINE_BYTES) return yield Buffer.concat(parts);
  }
  if (length > 0) yield Buffer.concat(parts);
}

/** Blank lines are passed over; when any other line is not a call nothing is sent, and a usage error names the lines. */
export async function bySession(
  lines: AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
): Promise<Map<string, RecordedCall[]>> {
  const sessions = new Map<string, RecordedCall[]>();
  const seen = new Map<string, number>();
  const problems: string[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const call = callOf(bytesOf(line, number), number);
    if (call === undefined) continue;
    if (typeof call === 'string') {
      problems.push(call);
      continue;
    }
    const place = JSON.stringify([call.session, call.seq]);
    const first = seen.get(place);
    if (first !== undefined)
      problems.push(`line ${number}: session ${call.session} has two calls with seq ${call.seq}, the other in line ${first}`);
    seen.set(place, number);
    const calls = sessions.get(call.session);
    if (calls) calls.push(call);
    else sessions.set(call.session, [call]);
  }
  if (problems.length > 0) throw usageError(told(problems));
  for (const calls of sessions.values()) calls.sort((a, b) => a.seq - b.seq);
  return sessions;
}

function told(problems: readonly string[]): string {
  const more = problems.length > MAX_TOLD ? `; and ${problems.length - MAX_TOLD} more lines` : '';
  return `${problems.slice(0, MAX_TOLD).join('; ')}${more}; nothing was sent`;
}

function bytesOf(line: Buffer | string, number: number): Buffer {
  const bytes = typeof line === 'string' ? Buffer.from(line) : line;
  const isMarked = number === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
  return isMarked ? bytes.subarray(3) : bytes;
}

/** What is wrong, in words; undefined for a blank line. */
function callOf(bytes: Buffer, number: number): RecordedCall | string | undefined {
  if (bytes.length > MAX_LINE_BYTES) return `line ${number} has more than ${MAX_LINE_BYTES} bytes`;
  if (/^[ \t\r]*$/.test(bytes.toString('latin1'))) return undefined;
  let value: Json;
  try {
    value = jsonIn(bytes, `line ${number}`, { bounds: JSON_BOUNDS });
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
  const parsed = CallLine.safeParse(value);
  if (parsed.success) return { ...parsed.data, line: number };
  return `line ${number} is not a recorded call: ${parsed.error.issues[0]?.path.join('.') || 'object'} is missing or wrong`;
}

/** The API takes no longer ones. */
const LONGEST_ERROR = 4096;

export type Outcome = Readonly<Schemas['OutcomeRequest']>;

/** What became of a recorded call that was run. Tools of such recordings report failure in words. */
export function outcomeOf(call: RecordedCall): Outcome {
  const { result } = call;
  if (result === undefined) return { status: 'unknown' };
  if (typeof result === 'string' && result.startsWith('Error')) return { status: 'failed', error: cut(result, LONGEST_ERROR) };
  return { status: 'succeeded', result: result as Exclude<Outcome['result'], undefined> };
}

/** Never in the middle of a character: half a one would be refused, or become another. */
function cut(text: string, longest: number): string {
  const part = text.slice(0, longest);
  return part.isWellFormed() ? part : part.slice(0, -1);
}

import { refuse } from '#libs/event-sourcing';
import { afterBlanks, beyond, JsonScanner, JsonTextError, readJson, type JsonBounds } from '#libs/exact-json';
import { checkUtf8 } from '#platform/http/bodies/json-body';
import { RefusalError, refuseWith } from '#platform/http/problem-details';
import { WorkSlices } from '#platform/http/work-slices';
import type { ReportRefusalCode } from '../refusals.js';

export interface BatchBounds {
  readonly entries: number;
  /** Lists, objects, names and texts of all entries. */
  readonly tokens: number;
  readonly entry: JsonBounds & { readonly bytes: number };
}

/**
 * Entries are recorded or refused one by one, so one that nobody could decide by is refused alone. A real OPA's entry has about
 * sixty parts; the most that one may have are parsed in a few milliseconds, in one go.
 */
export const BATCH_BOUNDS: BatchBounds = {
  entries: 10_000,
  tokens: 1_000_000,
  entry: { depth: 64, tokens: 10_000, bytes: 2_097_152 },
};

/** The numbers of an entry that are not kept. */
const DROPPED = ['metrics'];
/** Bytes looked at before the time is. */
const STEP_BYTES = 65_536;
const [COMMA, OPEN_LIST, CLOSE_LIST] = [0x2c, 0x5b, 0x5d];

/** An entry that is refused for its text, whatever its members are. */
export class UnreadEntry {
  constructor(readonly reason: string) {}
}

/**
 * The values of a JSON array, parsed entry by entry and in slices: sixteen megabytes at once would hold up every decision
 * meanwhile. Takes and refuses the same texts as JSON.parse, but for the insides of entries that are refused alone: beyond their
 * bounds, or JSON that means something else to another reader.
 */
export async function entriesIn(bytes: Buffer, bounds = BATCH_BOUNDS): Promise<unknown[]> {
  checkUtf8(bytes);
  const slices = new WorkSlices();
  const entries: unknown[] = [];
  let tokens = 0;
  let at = await afterAllBlanks(bytes, 0, slices);
  if (bytes[at] !== OPEN_LIST) throw refuseWith('INVALID_INPUT', 'the body is not an array of entries');
  at = await afterAllBlanks(bytes, at + 1, slices);
  const isEmpty = bytes[at] === CLOSE_LIST;
  for (let more = !isEmpty; more; at += more ? 1 : 0) {
    const scanner = new JsonScanner();
    const end = await endOfValue(bytes, at, scanner, slices);
    tokens += scanner.tokens;
    if (entries.length === bounds.entries) throw tooLarge(`there are more than ${bounds.entries} entries`);
    if (tokens > bounds.tokens) throw tooLarge(`there are more than ${bounds.tokens} lists, objects, names and texts`);
    entries.push(entryIn(bytes.subarray(at, end), scanner, bounds, entries.length));
    await slices.rest();
    at = end;
    more = bytes[at] === COMMA;
  }
  if (bytes[at] !== CLOSE_LIST || (await afterAllBlanks(bytes, at + 1, slices)) < bytes.length)
    throw refuseWith('INVALID_INPUT', 'the body is not JSON: the array does not end where the body ends');
  return entries;
}

/** Where the value that begins at `start` is followed by something that is not part of it, or the bytes end. */
async function endOfValue(bytes: Buffer, start: number, scanner: JsonScanner, slices: WorkSlices): Promise<number> {
  for (let at = start; at < bytes.length;) {
    const step = Math.min(at + STEP_BYTES, bytes.length);
    at = scanner.scan(bytes, at, step);
    if (at < step) return at;
    await slices.rest();
  }
  return bytes.length;
}

function entryIn(bytes: Buffer, scanner: JsonScanner, { entry }: BatchBounds, index: number): unknown {
  if (bytes.length > entry.bytes) return new UnreadEntry(`the entry is larger than ${entry.bytes} bytes`);
  const excess = beyond(scanner, entry);
  if (excess !== undefined) return new UnreadEntry(`the entry is ${excess.message}`);
  try {
    return readJson(bytes, { what: 'the entry', scanned: scanner, anyNumbersIn: DROPPED });
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    // Who reads the rest of a text that is no JSON would read it as something else than its writer.
    if (error.reason === 'not-json') throw refuseWith('INVALID_INPUT', `entry ${index} of the body: ${error.message}`);
    return new UnreadEntry(error.message);
  }
}

async function afterAllBlanks(bytes: Buffer, from: number, slices: WorkSlices): Promise<number> {
  for (let at = from; at < bytes.length;) {
    const step = Math.min(at + STEP_BYTES, bytes.length);
    at = afterBlanks(bytes, at, step);
    if (at < step) return at;
    await slices.rest();
  }
  return bytes.length;
}

function tooLarge(detail: string): RefusalError {
  return new RefusalError(refuse<ReportRefusalCode>('REPORT_TOO_LARGE', detail));
}

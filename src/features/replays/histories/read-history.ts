import { isUtf8 } from 'node:buffer';
import { excerpt } from '#libs/bounded';
import type { Json } from '#libs/event-sourcing';
import { JsonTextError, readJson } from '#libs/exact-json';
import { WorkSlices } from '#platform/http/work-slices';
import { csvRecords, inputsByHeader } from './csv-inputs.js';
import { HistoryFault } from './history-fault.js';
import { memberOf, ruledBy, type HistoryFormat, type HistoryRow } from './history-row.js';

export const HISTORY_BOUNDS = { sent: 16_777_216, text: 67_108_864, rows: 200_000, line: 1_048_576 } as const;
/** Members of an entry whose numbers nobody keeps: times in nanoseconds, mostly. */
const DROPPED = ['metrics', 'nd_builtin_cache', 'req_id'];
const LINE_END = 0x0a;

/** The rows of a history, in slices of time: whoever decides meanwhile is not held up. `bytes` are hostile. Throws HistoryFault. */
export async function* historyRows(
  bytes: Buffer,
  format: HistoryFormat,
  most: number = HISTORY_BOUNDS.rows,
): AsyncGenerator<HistoryRow> {
  if (!isUtf8(bytes)) throw new HistoryFault('it is not valid UTF-8');
  const slices = new WorkSlices();
  let rows = 0;
  for (const row of format === 'csv' ? tableRows(bytes.toString('utf8')) : logRows(bytes)) {
    await slices.rest();
    if (!row) continue;
    rows += 1;
    if (rows > most) throw new HistoryFault(`it has more than ${most} rows`);
    yield row;
  }
}

function* tableRows(text: string): Generator<HistoryRow | undefined> {
  let read: ReturnType<typeof inputsByHeader> | undefined;
  let row = 0;
  for (const record of csvRecords(text)) {
    if (read) yield read(record, (row += 1));
    else read = inputsByHeader(record);
  }
}

/** Undefined for each line that is none of a decision: an OPA that logs to its console tells other things, too. */
function* logRows(bytes: Buffer): Generator<HistoryRow | undefined> {
  for (let [at, number] = [0, 1]; at < bytes.length; number += 1) {
    const end = bytes.indexOf(LINE_END, at);
    const line = bytes.subarray(at, end < 0 ? bytes.length : end);
    at += line.length + 1;
    if (line.length > HISTORY_BOUNDS.line) throw new HistoryFault(`line ${number} is longer than ${HISTORY_BOUNDS.line} bytes`);
    yield line.toString('latin1').trim() === '' ? undefined : logRow(line, number);
  }
}

function logRow(line: Buffer, number: number): HistoryRow | undefined {
  const entry = entryIn(line, number);
  const decision = memberOf(entry, 'decision_id');
  if (typeof decision !== 'string') return undefined;
  const at = memberOf(entry, 'timestamp');
  const [input, result, error] = ['input', 'result', 'error'].map((name) => memberOf(entry, name));
  const isWhole = input !== undefined && !isChanged(entry);
  return {
    decision: excerpt(decision, 256),
    at: typeof at === 'string' ? at.slice(0, 64) : '',
    ...(isWhole && { input }),
    ...ruledBy(result, error),
  };
}

function entryIn(line: Buffer, number: number): unknown {
  try {
    const entry = readJson(line, { what: `line ${number}`, anyNumbersIn: DROPPED, skipByteOrderMark: number === 1 });
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) return entry;
  } catch (error) {
    if (error instanceof JsonTextError) throw new HistoryFault(error.message);
    throw error;
  }
  throw new HistoryFault(`line ${number} is no entry of a decision log: each line is one JSON object`);
}

/** Whether something of the input was taken out or put in before it was logged. */
function isChanged(entry: unknown): boolean {
  return ['erased', 'masked'].some((name) => {
    const paths: Json | undefined = memberOf(entry, name);
    return Array.isArray(paths) && paths.some((path) => typeof path === 'string' && /^\/?input(?:\/|$)/.test(path));
  });
}

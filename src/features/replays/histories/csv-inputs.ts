import type { Json } from '#libs/event-sourcing';
import { JsonTextError, readJson } from '#libs/exact-json';
import { VERDICTS } from '#libs/ruling';
import { bareRuling, type HistoryRow } from './history-row.js';
import { HistoryFault } from './history-fault.js';

const MOST_COLUMNS = 200;
const MOST_CELL = 65_536;
const MOST_DEPTH = 16;
/** Columns that are no part of the input. */
const [VERDICT, AT, DECISION] = ['@verdict', '@at', '@decision'];
const NAME = /^[^\p{Cc}\p{Cs}@.]{1,128}(?:\.[^\p{Cc}\p{Cs}.]{1,128})*$/u;
/** What is read as JSON; anything else is text. A number is one as JSON writes it. */
const JSON_CELL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|[[{"][^]*)$/;

type Reader = (cells: readonly string[], row: number) => HistoryRow;

/** Reads the records of a table by the names in its first one: paths into the input, with dots. */
export function inputsByHeader(header: readonly string[]): Reader {
  if (header.length > MOST_COLUMNS) throw new HistoryFault(`it has more than ${MOST_COLUMNS} columns`);
  const known = new Set<string>();
  for (const name of header) {
    if (known.has(name)) throw new HistoryFault(`two columns are called ${name}`);
    known.add(name);
    if ([VERDICT, AT, DECISION].includes(name)) continue;
    const path = name.split('.');
    if (!NAME.test(name) || path.length > MOST_DEPTH || path.includes('__proto__'))
      throw new HistoryFault(`a column cannot be called ${JSON.stringify(name.slice(0, 100))}`);
  }
  for (const name of known)
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
      if (known.has(name.slice(0, dot))) throw new HistoryFault(`${name.slice(0, dot)} is a column, and ${name} is in it`);
  return (cells, row) => rowOf(header, cells, row);
}

function rowOf(header: readonly string[], cells: readonly string[], row: number): HistoryRow {
  if (cells.length !== header.length)
    throw new HistoryFault(`row ${row} has ${cells.length} cells, and the first row names ${header.length}`);
  const input: Record<string, Json> = {};
  let [verdict, at, decision] = ['', '', `row-${row}`];
  for (const [column, name] of header.entries()) {
    const cell = cells[column] ?? '';
    if (cell.length > MOST_CELL) throw new HistoryFault(`row ${row}: ${name} is longer than ${MOST_CELL} characters`);
    if (cell === '') continue;
    if (name === VERDICT) verdict = cell;
    else if (name === AT) at = cell.slice(0, 64);
    else if (name === DECISION) decision = cell.slice(0, 256);
    else put(input, name.split('.'), valueOf(cell, `row ${row}: ${name}`));
  }
  const known = VERDICTS.find((each) => each === verdict);
  if (verdict !== '' && known === undefined) throw new HistoryFault(`row ${row}: @verdict is none of ${VERDICTS.join(', ')}`);
  return { decision, at, input, recorded: known ? bareRuling(known) : null, isBare: true };
}

function put(into: Record<string, Json>, path: readonly string[], value: Json): void {
  let at = into;
  for (const name of path.slice(0, -1)) {
    if (!Object.hasOwn(at, name)) at[name] = {};
    at = at[name] as Record<string, Json>;
  }
  at[path.at(-1) ?? ''] = value;
}

function valueOf(cell: string, what: string): Json {
  if (!JSON_CELL.test(cell)) return cell;
  try {
    return readJson(Buffer.from(cell), { what }) as Json;
  } catch (error) {
    if (error instanceof JsonTextError) throw new HistoryFault(error.message);
    throw error;
  }
}

/** Records of RFC 4180, with either end of line; lines without anything are none. */
export function* csvRecords(text: string): Generator<string[]> {
  let record: string[] = [];
  for (let at = text.codePointAt(0) === 0xfeff ? 1 : 0; at < text.length;) {
    let cell: string;
    if (text[at] === '"') [cell, at] = quoted(text, at + 1);
    else {
      const start = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at += 1;
      cell = text.slice(start, at);
      if (cell.includes('"')) throw new HistoryFault('a quote stands in the middle of a cell');
    }
    record.push(cell);
    if (record.length > MOST_COLUMNS) throw new HistoryFault(`it has more than ${MOST_COLUMNS} columns`);
    if (text[at] === ',') {
      at += 1;
      if (at < text.length) continue;
      record.push('');
    } else if (at < text.length && text[at] !== '\n' && text[at] !== '\r')
      throw new HistoryFault('something stands behind the quotes of a cell');
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    at += 1;
    if (record.length > 1 || record[0] !== '') yield record;
    record = [];
  }
}

function quoted(text: string, start: number): [cell: string, at: number] {
  for (let at = start; ;) {
    const end = text.indexOf('"', at);
    if (end < 0) throw new HistoryFault('a quote is never closed');
    if (text[end + 1] !== '"') return [text.slice(start, end).replaceAll('""', '"'), end + 1];
    at = end + 2;
  }
}

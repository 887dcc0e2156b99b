import assert from 'node:assert/strict';
import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { RecordedEvent } from '../envelope.js';
import type { Cell, Projection, ReadTable, Row, RowChange } from '../read-model.js';
import { foldChanges, type FoldedChange } from '../row-folding.js';
import { newEvent } from './new-events.js';

export interface ProjectionScenario {
  when(...events: RecordedEvent[]): {
    /** The table holds exactly these rows, in any order. Columns that are null may be left out. */
    then(table: string, rows: readonly Row[]): void;
  };
}

/**
 * Given these events, when those arrive, then these rows: `const given = projectionSpec(pendingApprovals);`.
 * Every step also checks that each change names declared tables, keys and columns with values of their types, and that
 * applying the events one by one, or all in one batch, ends in the same rows.
 */
export function projectionSpec(projection: Projection): (...events: RecordedEvent[]) => ProjectionScenario {
  return (...before) => ({
    when: (...events) => {
      const all = [...before, ...events];
      const changes = all.map((event) => projection.when[event.type]?.(event) ?? []);
      for (const change of changes.flat()) checkChange(projection, change);
      const rows = applyChanges(projection, changes);
      expectThat('one batch gives the same rows as one by one', applyChanges(projection, [changes.flat()])).toStrictEqual(rows);
      // oxlint-disable-next-line unicorn/no-thenable
      return { then: (table, expected) => assertRows(projection, rows, table, expected) };
    },
  });
}

let position = 0;

/** A recorded event for projections; give what matters to the test. */
export function recordedEvent(given: Partial<RecordedEvent> = {}): RecordedEvent {
  position += 1;
  const place = { tenant: 'acme', position, stream: 'thing/1', revision: position - 1, at: '2026-11-20T08:00:00.000000Z' };
  return { ...newEvent(), ...place, digest: '0'.repeat(64), chain: '0'.repeat(64), ...given };
}

type Tables = ReadonlyMap<string, ReadonlyMap<string, Row>>;

function applyChanges(projection: Projection, batches: readonly (readonly RowChange[])[]): Tables {
  const tables = new Map(projection.tables.map((table) => [table.name, new Map<string, Row>()]));
  for (const batch of batches) {
    for (const [name, changes] of foldChanges(projection.tables, batch)) {
      for (const [key, change] of changes) applyOne(tableOf(projection, name), tables.get(name) as Map<string, Row>, key, change);
    }
  }
  return tables;
}

function applyOne(table: ReadTable, rows: Map<string, Row>, key: string, change: FoldedChange): void {
  if (change.op === 'remove') rows.delete(key);
  if (change.op === 'put') rows.set(key, change.row);
  if (change.op === 'count') rows.set(key, sumOf(rows.get(key) ?? { ...zerosOf(table), ...change.key }, change.add));
  const row = rows.get(key);
  if (change.op !== 'patch' || !row) return;
  rows.set(key, { ...sumOf(row, change.add), ...change.set });
}

function zerosOf({ key, columns }: ReadTable): Row {
  return Object.fromEntries(Object.keys(columns).flatMap((column) => (key.includes(column) ? [] : [[column, 0]])));
}

function sumOf(row: Row, add: { readonly [column: string]: number }): Row {
  return { ...row, ...Object.fromEntries(Object.entries(add).map(([column, n]) => [column, Number(row[column] ?? 0) + n])) };
}

function assertRows(projection: Projection, tables: Tables, name: string, expected: readonly Row[]): void {
  const table = tableOf(projection, name);
  const inOrder = (rows: Iterable<Row>) =>
    [...rows].map((row) => complete(table, row)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  expect(inOrder(tables.get(name)?.values() ?? [])).toStrictEqual(inOrder(expected));
}

function complete(table: ReadTable, row: Row): Row {
  return Object.fromEntries(Object.keys(table.columns).map((column) => [column, row[column] ?? null]));
}

function tableOf(projection: Projection, name: string): ReadTable {
  const table = projection.tables.find((candidate) => candidate.name === name);
  return table ?? assert.fail(`${projection.name} does not declare the table ${name}`);
}

function checkChange(projection: Projection, change: RowChange): void {
  const table = tableOf(projection, change.table);
  const key = change.op === 'put' ? change.row : change.key;
  for (const column of table.key)
    expectThat(`${change.op} in ${table.name} has no ${column}`, key[column] !== undefined && key[column] !== null).toBe(true);
  if (change.op !== 'put') expectThat(`the key of ${table.name}`, Object.keys(key).sort()).toStrictEqual([...table.key].sort());
  const cells = { ...key, ...(change.op === 'patch' && change.set) };
  for (const [column, cell] of Object.entries(cells)) checkCell(table, column, cell);
  for (const column of Object.keys((change.op === 'patch' && change.set) || {}))
    expectThat(`${column} is in the key of ${table.name}`, table.key).not.toContain(column);
  const added = change.op === 'patch' || change.op === 'count' ? change.add : undefined;
  for (const [column, n] of Object.entries(added ?? {})) {
    expectThat(`${table.name}.${column} cannot be added to`, ['bigint', 'integer', 'double']).toContain(
      (table.columns[column] ?? '').replace('?', ''),
    );
    checkCell(table, column, n);
  }
}

const ACCEPTS: { readonly [type: string]: (cell: Cell) => boolean } = {
  text: (cell) => typeof cell === 'string',
  bigint: (cell) => Number.isSafeInteger(cell),
  integer: (cell) => Number.isInteger(cell) && Math.abs(cell as number) <= 2_147_483_647,
  double: (cell) => typeof cell === 'number',
  boolean: (cell) => typeof cell === 'boolean',
  timestamp: (cell) => typeof cell === 'string' && !Number.isNaN(Date.parse(cell)),
  json: (cell) => cell !== undefined,
  'text[]': (cell) => Array.isArray(cell) && cell.every((item) => typeof item === 'string'),
};

function checkCell(table: ReadTable, column: string, cell: Cell): void {
  const type = table.columns[column];
  assert(type, `${table.name} does not declare the column ${column}`);
  const mayBeNull = type.endsWith('?');
  expectThat(
    `${table.name}.${column} is ${type}, not ${JSON.stringify(cell)}`,
    cell === null ? mayBeNull : ACCEPTS[type.replace('?', '')]?.(cell),
  ).toBeTruthy();
}

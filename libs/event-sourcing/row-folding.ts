import type { ReadTable, Row, RowChange } from './read-model.js';

/** What a batch of events does to one row in the end. */
export type FoldedChange =
  | { readonly op: 'put'; readonly row: Row }
  /** `set` before `add`; no column is in both. */
  | { readonly op: 'patch'; readonly key: Row; readonly set: Row; readonly add: { readonly [column: string]: number } }
  | { readonly op: 'count'; readonly key: Row; readonly add: { readonly [column: string]: number } }
  | { readonly op: 'remove'; readonly key: Row };

/** By table name, then by row key. */
export type FoldedChanges = Map<string, Map<string, FoldedChange>>;

/**
 * Merges changes, in order, into at most one change per row, so that a batch of events costs one statement per table and
 * kind. Adding to a column that is null counts it as 0. Throws when a change names a table that is not declared.
 */
export function foldChanges(tables: readonly ReadTable[], changes: Iterable<RowChange>): FoldedChanges {
  const folded: FoldedChanges = new Map(tables.map(({ name }) => [name, new Map<string, FoldedChange>()]));
  const keys = new Map(tables.map(({ name, key }) => [name, key]));
  for (const change of changes) {
    const rows = folded.get(change.table);
    const columns = keys.get(change.table);
    if (!rows || !columns) throw new Error(`the table ${change.table} is not declared`);
    const key = keyOf(columns, change.op === 'put' ? change.row : change.key);
    const next = follow(rows.get(key), change);
    if (next) rows.set(key, next);
  }
  return folded;
}

function keyOf(columns: readonly string[], row: Row): string {
  return columns.length === 1 ? String(row[columns[0] as string]) : JSON.stringify(columns.map((column) => row[column]));
}

function follow(before: FoldedChange | undefined, change: RowChange): FoldedChange | undefined {
  if (change.op === 'put') return { op: 'put', row: change.row };
  if (change.op === 'remove') return { op: 'remove', key: change.key };
  if (change.op === 'count') return followCount(before, change);
  const { set = {}, add = {} } = change;
  if (before?.op === 'count') throw new Error(`rows of ${change.table} are counted, so they are not patched`);
  if (before?.op === 'remove') return before;
  if (before?.op === 'put') return { op: 'put', row: { ...before.row, ...added(before.row, add), ...set } };
  return followPatch(before, change.key, set, add);
}

function followCount(before: FoldedChange | undefined, { table, key, add }: Extract<RowChange, { op: 'count' }>): FoldedChange {
  if (before === undefined) return { op: 'count', key, add };
  if (before.op === 'count') return { op: 'count', key, add: { ...before.add, ...added(before.add, add) } };
  if (before.op === 'put') return { op: 'put', row: { ...before.row, ...added(before.row, add) } };
  throw new Error(`rows of ${table} are counted, so they are neither patched nor removed`);
}

/** Within one patch a column is either set or added to; a set wins, as it does in one UPDATE. */
function followPatch(
  before: Extract<FoldedChange, { op: 'patch' }> | undefined,
  key: Row,
  set: Row,
  add: { readonly [column: string]: number },
): FoldedChange {
  const known = before ?? { set: {}, add: {} };
  const nextSet: Record<string, Row[string]> = { ...known.set };
  const nextAdd: Record<string, number> = { ...known.add };
  for (const [column, n] of Object.entries(add)) {
    if (column in nextSet) nextSet[column] = Number(nextSet[column] ?? 0) + n;
    else nextAdd[column] = (nextAdd[column] ?? 0) + n;
  }
  for (const [column, cell] of Object.entries(set)) {
    nextSet[column] = cell;
    delete nextAdd[column];
  }
  return { op: 'patch', key, set: nextSet, add: nextAdd };
}

function added(row: Row, add: { readonly [column: string]: number }): Record<string, number> {
  return Object.fromEntries(Object.entries(add).map(([column, n]) => [column, Number(row[column] ?? 0) + n]));
}

import type { ReadTable, Row, RowChange } from './read-model.js';

/** What a batch of events does to one row in the end. */
export type FoldedChange =
  /** `isNew`: nothing before this batch put a row there. */
  | { readonly op: 'put'; readonly row: Row; readonly isNew?: true }
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

/** Each part with its length, so that no two keys are written alike. */
function keyOf(columns: readonly string[], row: Row): string {
  if (columns.length === 1) return String(row[columns[0] as string]);
  let key = '';
  for (const column of columns) {
    const part = String(row[column]);
    key += `${part.length} ${part}`;
  }
  return key;
}

function follow(before: FoldedChange | undefined, change: RowChange): FoldedChange | undefined {
  if (change.op === 'put') return put(change.row, before === undefined ? change : before);
  if (change.op === 'remove') return { op: 'remove', key: change.key };
  if (change.op === 'count') return followCount(before, change);
  const { set = {}, add = {} } = change;
  if (before?.op === 'count') throw new Error(`rows of ${change.table} are counted, so they are not patched`);
  if (before?.op === 'remove') return before;
  if (before?.op === 'put') return put({ ...before.row, ...added(before.row, add), ...set }, before);
  return followPatch(before, change.key, set, add);
}

/** As new as what it follows, or says itself when it is the first. */
function put(row: Row, first: FoldedChange | RowChange): FoldedChange {
  return first.op === 'put' && first.isNew ? { op: 'put', row, isNew: true } : { op: 'put', row };
}

/** What is counted here is nobody else's, so it is counted up in place. */
function followCount(before: FoldedChange | undefined, { table, key, add }: Extract<RowChange, { op: 'count' }>): FoldedChange {
  if (before === undefined) return { op: 'count', key, add: { ...add } };
  if (before.op === 'put') return put({ ...before.row, ...added(before.row, add) }, before);
  if (before.op !== 'count') throw new Error(`rows of ${table} are counted, so they are neither patched nor removed`);
  const sums = before.add as Record<string, number>;
  for (const column of Object.keys(add)) sums[column] = (sums[column] ?? 0) + (add[column] as number);
  return before;
}

/** Within one patch a column is either set or added to; a set wins, as it does in one UPDATE. A patch that was made here is followed in place. */
function followPatch(
  before: Extract<FoldedChange, { op: 'patch' }> | undefined,
  key: Row,
  set: Row,
  add: { readonly [column: string]: number },
): FoldedChange {
  const patch = before ?? { op: 'patch', key, set: {}, add: {} };
  const [nextSet, nextAdd] = [patch.set as Record<string, Row[string]>, patch.add as Record<string, number>];
  for (const column of Object.keys(add)) {
    const n = add[column] as number;
    if (column in nextSet) nextSet[column] = Number(nextSet[column] ?? 0) + n;
    else nextAdd[column] = (nextAdd[column] ?? 0) + n;
  }
  for (const column of Object.keys(set)) {
    nextSet[column] = set[column] as Row[string];
    if (column in nextAdd) delete nextAdd[column];
  }
  return patch;
}

function added(row: Row, add: { readonly [column: string]: number }): Record<string, number> {
  return Object.fromEntries(Object.entries(add).map(([column, n]) => [column, Number(row[column] ?? 0) + n]));
}

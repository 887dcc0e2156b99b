import type { RecordedEvent } from './envelope.js';

/** What a column holds; `json` is stored as text and parsed by who reads it, so it may hold any JSON string. */
export type CellType = 'text' | 'bigint' | 'integer' | 'double' | 'boolean' | 'timestamp' | 'json' | 'text[]';
/** With `?` it may be null. */
export type ColumnType = CellType | `${CellType}?`;

/** A table only its projection writes. Every table also has a `tenant` column, first in its key, filled by the runner. */
export interface ReadTable {
  readonly name: string;
  /** Key columns besides `tenant`. */
  readonly key: readonly string[];
  readonly columns: { readonly [column: string]: ColumnType };
}

/** What a query of a table finds in each type of column: a `bigint` comes as text, because a double does not hold all of them. */
interface Found {
  readonly text: string;
  readonly bigint: string;
  readonly integer: number;
  readonly double: number;
  readonly boolean: boolean;
  readonly timestamp: Date;
  readonly json: string;
  readonly 'text[]': readonly string[];
}
type FoundIn<C extends ColumnType> = C extends CellType
  ? Found[C]
  : C extends `${infer N extends CellType}?`
    ? Found[N] | null
    : never;

/** A row of a table as a query finds it. */
export type RowOf<T extends ReadTable> = { readonly tenant: string } & {
  readonly [C in keyof T['columns']]: FoundIn<T['columns'][C]>;
};
/** Tables by name, as queries are typed by them. */
export type TablesOf<T extends readonly ReadTable[]> = { readonly [R in T[number] as R['name']]: RowOf<R> };

export type Cell = null | string | number | boolean | readonly string[] | object;
export type Row = { readonly [column: string]: Cell };

/** What one event does to one row. Changes are applied in event order; the runner may merge them within a batch. */
export type RowChange =
  /**
   * Insert, or replace the whole row when it exists. `isNew`: the key is made of the event's own id or position, so that no other event
   * has put a row there, which is cheaper; one that is there nevertheless is replaced all the same.
   */
  | { readonly op: 'put'; readonly table: string; readonly row: Row; readonly isNew?: true }
  /** Change some columns of an existing row (no row: nothing happens); `add` increments numeric columns. */
  | {
      readonly op: 'patch';
      readonly table: string;
      readonly key: Row;
      readonly set?: Row;
      readonly add?: { readonly [column: string]: number };
    }
  /**
   * Add to the row, which begins with zeros where there is none. Only for tables whose columns besides the key are all numbers, and
   * whose rows are neither patched nor removed.
   */
  | { readonly op: 'count'; readonly table: string; readonly key: Row; readonly add: { readonly [column: string]: number } }
  | { readonly op: 'remove'; readonly table: string; readonly key: Row };

/** Events of any ledger -> rows of its own tables. Pure: it sees one event at a time and never reads. */
export interface Projection {
  /** Unique, stable: names the checkpoint. */
  readonly name: string;
  /** Raise it when the rows it writes change meaning: the tables are emptied and rebuilt from position 1. */
  readonly version: number;
  readonly tables: readonly ReadTable[];
  readonly when: { readonly [eventType: string]: (event: RecordedEvent) => readonly RowChange[] };
}

import type { RecordedEvent } from './envelope.js';

/** Column types a read table may use; `json` is stored as text and read back parsed, so it may hold any JSON string. */
export type ColumnType = 'text' | 'bigint' | 'integer' | 'double' | 'boolean' | 'timestamp' | 'json' | 'text[]';

/** A table only its projection writes. Every table also has a `tenant` column, first in its key, filled by the runner. */
export interface ReadTable {
  readonly name: string;
  /** Key columns besides `tenant`. */
  readonly key: readonly string[];
  readonly columns: { readonly [column: string]: ColumnType };
}

export type Cell = null | string | number | boolean | readonly string[] | object;
export type Row = { readonly [column: string]: Cell };

/** What one event does to one row. Changes are applied in event order; the runner may merge them within a batch. */
export type RowChange =
  /** Insert, or replace the whole row when it exists. */
  | { readonly op: 'put'; readonly table: string; readonly row: Row }
  /** Change some columns of an existing row (no row: nothing happens); `add` increments numeric columns. */
  | {
      readonly op: 'patch';
      readonly table: string;
      readonly key: Row;
      readonly set?: Row;
      readonly add?: { readonly [column: string]: number };
    }
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

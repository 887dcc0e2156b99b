import type { Cell, CellType, FoldedChange, ReadTable, Row } from '#libs/event-sourcing';

/** One statement for many rows; `$1` is the tenant, `$2` the rows as JSON. No two that are made for one table at once have the same name. */
export interface RowStatement {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly [string, string];
}

const SQL_TYPES: { readonly [K in CellType]: string } = {
  text: 'text',
  bigint: 'bigint',
  integer: 'integer',
  double: 'double precision',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  json: 'text',
  'text[]': 'text[]',
};

/**
 * The statements that make one table's folded changes: one per kind, and for patches one per set of columns. Where the rows that are said
 * to be new are `trusted` to be, a statement fails should one of them be there.
 */
export function statementsFor(
  table: ReadTable,
  tenant: string,
  changes: Iterable<FoldedChange>,
  trusted = false,
): RowStatement[] {
  const kinds = new Map<string, { text: string; rows: Row[] }>();
  const collect = (kind: string, text: () => string, row: Row) => {
    const known = kinds.get(kind) ?? { text: text(), rows: [] };
    kinds.set(kind, known);
    known.rows.push(encodeRow(table, row));
  };
  for (const change of changes) {
    if (change.op === 'put' && change.isNew && trusted) collect('new', () => newText(table), change.row);
    else if (change.op === 'put') collect('put', () => putText(table), change.row);
    else if (change.op === 'count') collect('count', () => countText(table), { ...zerosOf(table), ...change.key, ...change.add });
    else if (change.op === 'remove') collect('remove', () => removeText(table), change.key);
    else {
      const [set, add] = [Object.keys(change.set).sort(), Object.keys(change.add).sort()];
      if (set.length + add.length === 0) continue;
      collect(`${set.join()}+${add.join()}`, () => patchText(table, set, add), { ...change.key, ...change.set, ...change.add });
    }
  }
  return [...kinds.values()].map(({ text, rows }) => ({ ...prepared(text), text, values: [tenant, JSON.stringify(rows)] }));
}

/** Planning takes a server longer than a few rows do. What is beyond these is planned each time. */
const MOST_PREPARED = 300;
const names = new Map<string, string>();

function prepared(text: string): { readonly name?: string } {
  const known = names.get(text);
  if (known !== undefined) return { name: known };
  if (names.size >= MOST_PREPARED) return {};
  const made = `rows-${names.size}`;
  names.set(text, made);
  return { name: made };
}

/** Removes everything of one tenant, before a rebuild. */
export function emptyText(table: ReadTable): string {
  return `delete from ${name(table.name)} where tenant = $1`;
}

function newText(table: ReadTable): string {
  const columns = Object.keys(table.columns);
  const list = columns.map(name).join(', ');
  return `insert into ${name(table.name)} (tenant, ${list}) select $1, ${list} from ${rows(table, columns)}`;
}

function putText(table: ReadTable): string {
  const rest = Object.keys(table.columns).filter((column) => !table.key.includes(column));
  const action = rest.length === 0 ? 'nothing' : `update set ${rest.map((c) => `${name(c)} = excluded.${name(c)}`).join(', ')}`;
  return `${newText(table)}
    on conflict (tenant${table.key.map((c) => `, ${name(c)}`).join('')}) do ${action}`;
}

function countText(table: ReadTable): string {
  const list = Object.keys(table.columns).map(name).join(', ');
  const sums = numbersOf(table).map((c) => `${name(c)} = t.${name(c)} + excluded.${name(c)}`);
  return `insert into ${name(table.name)} as t (tenant, ${list}) select $1, ${list} from ${rows(table, Object.keys(table.columns))}
    on conflict (tenant${table.key.map((c) => `, ${name(c)}`).join('')}) do update set ${sums.join(', ')}`;
}

function zerosOf(table: ReadTable): Row {
  return Object.fromEntries(numbersOf(table).map((column) => [column, 0]));
}

function numbersOf(table: ReadTable): string[] {
  return Object.keys(table.columns).filter((column) => !table.key.includes(column));
}

function patchText(table: ReadTable, set: readonly string[], add: readonly string[]): string {
  const columns = Object.keys(table.columns);
  const patched = new Set([...set, ...add]);
  const sets = set.map((c) => `${name(c)} = excluded.${name(c)}`);
  const adds = add.map((c) => `${name(c)} = coalesce(t.${name(c)}, 0) + excluded.${name(c)}`);
  return `insert into ${name(table.name)} as t (tenant, ${columns.map(name).join(', ')})
    select k.tenant, ${columns.map((c) => `${patched.has(c) ? 'r' : 'k'}.${name(c)}`).join(', ')}
    from ${found(table, [...table.key, ...patched])}
    on conflict (tenant${table.key.map((c) => `, ${name(c)}`).join('')}) do update set ${[...sets, ...adds].join(', ')}`;
}

function removeText(table: ReadTable): string {
  const sameKey = ['t.tenant = $1', ...table.key.map((c) => `t.${name(c)} = r.${name(c)}`)].join(' and ');
  return `delete from ${name(table.name)} as t using ${rows(table, table.key)} where ${sameKey}`;
}

/**
 * The rows `r`, each beside the one `k` that is in the table, looked up one by one. Joined like any other tables the planner, which takes
 * every tenant for one of the usual size, may hold each row of a tenant against each of these.
 */
function found(table: ReadTable, columns: readonly string[]): string {
  const sameKey = ['tenant = $1', ...table.key.map((c) => `${name(c)} = r.${name(c)}`)].join(' and ');
  return `${rows(table, columns)} cross join lateral (select * from ${name(table.name)} where ${sameKey} offset 0) as k`;
}

function rows(table: ReadTable, columns: readonly string[]): string {
  return `json_to_recordset($2::json) as r(${columns.map((c) => `${name(c)} ${SQL_TYPES[typeOf(table, c)]}`).join(', ')})`;
}

function typeOf(table: ReadTable, column: string): CellType {
  const type = table.columns[column];
  if (!type) throw new Error(`${table.name} does not declare the column ${column}`);
  return type.replace('?', '') as CellType;
}

function name(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function encodeRow(table: ReadTable, row: Row): Row {
  const types = typesOf(table);
  const encoded: Record<string, Cell> = {};
  for (const column of Object.keys(row)) {
    const cell = row[column] ?? null;
    const type = types.get(column) ?? typeOf(table, column);
    encoded[column] = type === 'json' && cell !== null ? JSON.stringify(cell) : storable(cell);
  }
  return encoded;
}

const knownTypes = new WeakMap<ReadTable, ReadonlyMap<string, CellType>>();

function typesOf(table: ReadTable): ReadonlyMap<string, CellType> {
  const types = knownTypes.get(table) ?? new Map(Object.keys(table.columns).map((column) => [column, typeOf(table, column)]));
  knownTypes.set(table, types);
  return types;
}

/** PostgreSQL's text cannot hold U+0000, which a ledger's data can. A read model shows the replacement character instead. */
function storable(cell: Cell): Cell {
  if (typeof cell === 'string') return cell.includes('\0') ? cell.replaceAll('\0', '\uFFFD') : cell;
  return Array.isArray(cell) ? cell.map((item) => item.replaceAll('\0', '\uFFFD')) : cell;
}

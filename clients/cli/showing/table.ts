export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Lines of a plain table: titles, a rule, rows; the last row under a second rule when `hasTotal`. Cells are single lines. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], hasTotal = false): string[] {
  const widths = columns.map((column, n) => Math.max(column.title.length, ...rows.map((row) => row[n]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, n) => {
        const cell = cells[n] ?? '';
        const width = widths[n] ?? 0;
        return column.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const body = rows.map(line);
  if (hasTotal) body.splice(-1, 0, rule);
  return [line(columns.map((column) => column.title)), rule, ...body];
}

/** Lines of `name  value` pairs; pairs without a value are left out. */
export function pairs(entries: readonly (readonly [name: string, value: string | undefined])[]): string[] {
  const present = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined && entry[1] !== '');
  const width = Math.max(0, ...present.map(([name]) => name.length));
  return present.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

interface TableOptions {
  /** Columns of the terminal that there are. */
  readonly width?: number;
  /** The last row is one, under a second rule. */
  readonly hasTotal?: boolean;
}

/** What stands on one line of a row: its columns by number, and how wide each is at most. */
interface Line {
  readonly indent: string;
  readonly columns: readonly number[];
  readonly widths: readonly number[];
}

const GAP = '  ';
/** A last column that has less than this left goes to a line of its own. */
const LEAST_ROOM = 24;

/**
 * Lines of a plain table: titles, a rule, rows. Cells are single lines. What is wider than `width` goes on below, indented, and the
 * last column by words: nothing is cut.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], options: TableOptions = {}): string[] {
  const { width = Infinity, hasTotal = false } = options;
  const cells = [columns.map(({ title }) => title), ...rows];
  const layout = layoutOf(
    columns.map((_, n) => cells.map((row) => row[n] ?? '')),
    width,
  );
  const textOf = (row: readonly string[]): string[] => layout.flatMap((line) => lineText(columns, line, row));
  const rule = (layout[0]?.widths ?? []).map((wide) => '-'.repeat(wide)).join(GAP);
  const body = rows.map(textOf);
  if (hasTotal) body.splice(-1, 0, [rule]);
  return [...textOf(cells[0] ?? []), rule, ...body.flat()];
}

/** Columns go beside one another as long as there is room. */
function layoutOf(columns: readonly (readonly string[])[], width: number): Line[] {
  const lines: { indent: string; columns: number[]; widths: number[] }[] = [];
  let room = 0;
  for (const [n, cells] of columns.entries()) {
    const wanted = Math.max(...cells.map((cell) => cell.length));
    const isLast = n === columns.length - 1;
    const line = lines.at(-1);
    if (line && (wanted <= room || (isLast && canWrap(cells, room)))) {
      const wide = Math.min(wanted, room);
      line.columns.push(n);
      line.widths.push(wide);
      room -= wide + GAP.length;
      continue;
    }
    const indent = line ? GAP : '';
    const wide = Math.min(wanted, Math.max(longestWord(cells), width - indent.length));
    lines.push({ indent, columns: [n], widths: [wide] });
    room = width - indent.length - wide - GAP.length;
  }
  return lines;
}

function canWrap(cells: readonly string[], room: number): boolean {
  return room >= LEAST_ROOM && longestWord(cells) <= room;
}

/** Ids and the like are one. */
function longestWord(cells: readonly string[]): number {
  return Math.max(...cells.flatMap((cell) => cell.split(' ').map((word) => word.length)));
}

/** One line of a row, and those on which its cells go on; none when there is nothing to say. */
function lineText(columns: readonly Column[], { indent, columns: shownHere, widths }: Line, row: readonly string[]): string[] {
  const cells = shownHere.map((n, at) => wrapped(row[n] ?? '', widths[at] ?? 0));
  const height = Math.max(...cells.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, y) =>
    shownHere
      .map((n, at) => {
        const text = cells[at]?.[y] ?? '';
        return columns[n]?.align === 'right' ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
      })
      .join(GAP)
      .trimEnd(),
  );
  return indent === '' ? lines : lines.filter((line) => line !== '').map((line) => indent + line);
}

/** By words; one that is longer stays whole. */
function wrapped(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Lines of `name  value` pairs; pairs without a value are left out. */
export function pairs(entries: readonly (readonly [name: string, value: string | undefined])[]): string[] {
  const present = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined && entry[1] !== '');
  const width = Math.max(0, ...present.map(([name]) => name.length));
  return present.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

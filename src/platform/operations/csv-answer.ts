import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { CsvForm } from '#libs/operations';

/** A page as far as tables are made of it. */
interface Page {
  readonly nextCursor: string | null;
}

/** Whether an `Accept` header would rather have a table than JSON: it has to name it, and name nothing that it likes better. */
export function wantsCsv(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map(rangeIn);
  const csv = ranges.find(({ type }) => type === 'text/csv')?.quality ?? 0;
  return csv > 0 && !ranges.some(({ type, quality }) => type === 'application/json' && quality > csv);
}

function rangeIn(text: string): { readonly type: string; readonly quality: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length) ?? '1';
  return { type, quality: /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(quality) ? Number(quality) : 0 };
}

/**
 * All pages as one table (RFC 4180), as they are read: memory stays flat however long it is. The first page is there already, so that what
 * is refused is refused as any answer is; what fails behind it breaks the connection off, and no table looks whole that is not.
 */
export function csvAnswer<P extends Page>(form: CsvForm<P>, first: P, next: (cursor: string) => Promise<P>): StreamableFile {
  const file = form.fileOf(first);
  async function* lines() {
    yield csvLine(form.columns);
    for (let page = first; ; page = await next(page.nextCursor)) {
      if (form.fileOf(page) !== file) throw new Error(`${file} became ${form.fileOf(page)} while it was written`);
      yield form.rows(page).map(csvLine).join('');
      if (page.nextCursor === null) return;
    }
  }
  return new StreamableFile(Readable.from(lines()), {
    type: 'text/csv; charset=utf-8; header=present',
    disposition: `attachment; filename="${file}.csv"`,
  });
}

/** One record with its line end. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula is told to be text, by the apostrophe that all of them know. */
const FORMULA = /^[=+\-@\t\r\n]/;

function csvCell(cell: string | number | boolean | null): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

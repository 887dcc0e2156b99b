import { z } from 'zod';
import { clipped, shown } from '../showing/screen.js';
import { table } from '../showing/table.js';

const List = z.looseObject({ items: z.array(z.record(z.string(), z.unknown())), nextCursor: z.string().nullish() });

/** Characters of one cell. */
const WIDEST = 40;
/** Told by `--json`: they say little to whoever looks for something. */
const UNTOLD = new Set(['position', 'digest', 'planDigest', 'dataDigest', 'ledger', 'zone']);

/** A page as a table, a column for each member that is no object; undefined when the answer is no list. */
export function listLines(answer: unknown): string[] | undefined {
  const list = List.safeParse(answer);
  if (!list.success) return undefined;
  const { items, nextCursor } = list.data;
  if (items.length === 0) return ['none'];
  const titles = [...new Set(items.flatMap((item) => Object.keys(item)))].filter(
    (title) =>
      !UNTOLD.has(title) && items.every((item) => isTellable(item[title])) && items.some((item) => cell(item[title]) !== ''),
  );
  const rows = items.map((item) => titles.map((title) => cell(item[title])));
  const more = nextCursor ? [`more: --cursor ${shown(nextCursor)}`] : [];
  return [
    ...table(
      titles.map((title) => ({ title: shown(title) })),
      rows,
    ),
    ...more,
  ];
}

function isTellable(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = shown(Array.isArray(value) ? value.join(', ') : value);
  return text.length > WIDEST ? `${clipped(text, WIDEST - 1)}…` : text;
}

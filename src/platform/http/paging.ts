import { readJson } from '#libs/exact-json';
import { refuseWith } from './problem-details.js';

export { MAX_PAGE, PageQuery } from '#libs/operations';

const MAX_INTEGER = 2 ** 31 - 1;

export interface Page<T> {
  readonly items: T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
  /** The cursor of one of the items; made when it is asked for. */
  cursorAt(index: number): string;
}

/** An opaque cursor: the sort key of the last row of a page. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Caller-controlled: anything but `parts` strings or numbers is refused. */
export function decodeCursor(cursor: string, parts: number): (string | number)[] {
  try {
    const key = readJson(Buffer.from(cursor, 'base64url'));
    if (Array.isArray(key) && key.length === parts && key.every((part) => typeof part === 'string' || Number.isSafeInteger(part)))
      return key as (string | number)[];
  } catch {
    // Not ours: refused below.
  }
  throw refuseWith('INVALID_INPUT', 'cursor: not a cursor of this list');
}

/** The cursor of a list that is ordered by ledger position alone, which the database holds as `bigint`. */
export function decodePosition(cursor: string): number {
  return decodeNumber(cursor, Number.MAX_SAFE_INTEGER);
}

/** The cursor of a list that is ordered by a number which the database holds as `integer`: it fails on a larger one. */
export function decodeInteger(cursor: string): number {
  return decodeNumber(cursor, MAX_INTEGER);
}

function decodeNumber(cursor: string, most: number): number {
  const [number] = decodeCursor(cursor, 1);
  if (typeof number !== 'number' || number < 0 || number > most)
    throw refuseWith('INVALID_INPUT', 'cursor: not a cursor of this list');
  return number;
}

/** Rows were read with `limit + 1`; the extra one only tells that there is a next page. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  view: (row: R) => T,
  key: (row: R) => readonly (string | number)[],
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null;
  const page: Omit<Page<T>, 'cursorAt'> = { items: shown.map(view), nextCursor };
  // Not part of what is sent: REST answers with the page as it is.
  return Object.defineProperty(page, 'cursorAt', { value: (index: number) => encodeCursor(key(shown[index] as R)) }) as Page<T>;
}

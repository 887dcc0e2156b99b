/** A list that goes on and on is none of Writ's. */
const MOST_PAGES = 1_000;

/** What a page is asked for with. */
export interface PageAsked {
  readonly limit: number;
  readonly cursor?: string;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string | null | undefined;
}

/** The first that is sought of a list, on whichever of its pages. `read` gives undefined for a list that is not for this operator. */
export async function foundInPages<T>(
  read: (asked: PageAsked) => Promise<Page<T> | undefined>,
  isSought: (item: T) => boolean,
): Promise<T | undefined> {
  let asked: PageAsked = { limit: 200 };
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await read(asked);
    const found = page?.items.find(isSought);
    if (found !== undefined || !page?.nextCursor) return found;
    asked = { limit: 200, cursor: page.nextCursor };
  }
  return undefined;
}

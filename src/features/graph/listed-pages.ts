import { z } from 'zod';
import { connectionOf, pageOfArgs, type Connection, type PageArgs } from '#platform/graphql/connections';
import { refuseWith } from '#platform/http/problem-details';
import { decodePosition, encodeCursor, PageQuery, type Page } from '#platform/http/paging';
import { valid } from '#platform/http/valid';

/** What an edge to a list asks for. */
export interface Asked {
  readonly limit: number;
  readonly before: number;
}

export function askedBy(args: PageArgs, first: number = Number.MAX_SAFE_INTEGER): Asked {
  const { limit, cursor } = valid(PageQuery, pageOfArgs(args));
  const before = cursor === undefined ? first : Math.min(first, decodePosition(cursor));
  return { limit, before };
}

/** Items of one list, each where it stands in it, and whether there are more. */
export interface Listed<T> {
  readonly items: readonly { readonly view: T; readonly at: number }[];
  readonly hasMore: boolean;
}

/** A read of `limit` and one more. */
export function listed<T>(all: readonly T[], limit: number, at: (item: T) => number): Listed<T> {
  return { items: all.slice(0, limit).map((view) => ({ view, at: at(view) })), hasMore: all.length > limit };
}

/** What `Batches.follow` names people in. */
export const listOf = (view: z.ZodType): z.ZodType => z.object({ items: z.array(z.object({ view })) });

export function connectionFrom<T>(found: Listed<T> | null, args: PageArgs): Connection<T> {
  const { items, hasMore } = found ?? { items: [], hasMore: false };
  const last = items.at(-1);
  // A page without anything that says that there is more leads nowhere.
  if (hasMore && !last)
    throw refuseWith('QUERY_TOO_COSTLY', 'what was asked for is too large to be told together; ask for shorter pages');
  const cursorAt = (index: number): string => encodeCursor([items[index]?.at ?? 0]);
  const page: Page<T> = {
    items: items.map(({ view }) => view),
    nextCursor: hasMore && last ? encodeCursor([last.at]) : null,
    cursorAt,
  };
  return connectionOf(page, args);
}

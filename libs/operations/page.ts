import { z } from 'zod';
import { wholeNumber } from './whole-number.js';

export const MAX_PAGE = 200;

/** `?limit=&cursor=` of every list. */
export const PageQuery = z.strictObject({
  limit: wholeNumber(1, MAX_PAGE).default(50).describe('Items per page, at most 200.'),
  cursor: z.string().max(512).optional().describe('`nextCursor` of the page before.'),
});
export type PageQuery = z.output<typeof PageQuery>;

/** The answer of a list: a page of it. */
export function pageAnswer<I extends z.ZodObject>(id: string, item: I) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });
}

/** The answer of a list that is short enough to be told whole. */
export function listAnswer<I extends z.ZodObject>(id: string, item: I) {
  return z.object({ items: z.array(item), nextCursor: z.null() }).meta({ id });
}

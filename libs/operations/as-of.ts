import { z } from 'zod';
import { readInstant } from './instant.js';
import { PageQuery } from './page.js';

const POSITION = /^(0|[1-9][0-9]{0,15})$/;

/** The name it is asked for by, also where nothing can be told as of then. */
export const AS_OF = 'asOf';

/** The position of an event, or an instant as `readInstant` tells it. */
export type AsOf = number | string;

/** `?asOf=` of what can be looked at as it was. */
const AsOf = z
  .string()
  .max(64)
  .transform((text, context): AsOf => {
    const position = POSITION.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(position)) return position;
    const read = readInstant(text);
    if ('utc' in read) return read.utc;
    context.addIssue({
      code: 'custom',
      message: 'must be a position of the ledger in decimal digits, or a time of RFC 3339 such as 2026-01-31T09:30:00Z',
      input: text,
    });
    return z.NEVER;
  })
  .optional()
  .describe(
    'As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now.',
  );

/** The query of one thing that can be looked at as it was. */
export const PastQuery = z.strictObject({ asOf: AsOf });
/** The query of a list that can be looked at as it was. */
export const PastPageQuery = PageQuery.extend({ asOf: AsOf });

import { z } from 'zod';
import { shownText } from '#libs/operations';

export const ReadModelName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be the name of a read model');

export const SkipEventRequest = z
  .strictObject({
    position: z
      .number()
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .describe('Of the event before which the read model stands still.'),
    reason: shownText(500).describe('Why; kept in the ledger.'),
  })
  .meta({ id: 'SkipReadModelEventRequest' });

/** Where a read model stands still, as it was when somebody decided about it. */
export interface SkipEvent {
  readonly type: 'SkipEvent';
  readonly readModel: string;
  readonly position: number;
  readonly eventType: string;
  readonly problem: string;
  readonly reason: string;
}
export type ReadModelCommand = SkipEvent;

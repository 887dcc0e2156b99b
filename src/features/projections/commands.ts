import { z } from 'zod';
import { shownText } from '#libs/operations';
import type { RowsCompared } from './events.js';
import type { RunKind } from './projection-words.js';

export const ProjectionName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be the name of a projection or reaction');

export const SkipEventRequest = z
  .strictObject({
    position: z
      .number()
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .describe('Of the event before which the projection stands still.'),
    reason: shownText(500).describe('Why; kept in the ledger.'),
  })
  .meta({ id: 'SkipProjectionEventRequest' });

export const PauseProjectionRequest = z
  .strictObject({ reason: shownText(500).describe('Why; kept in the ledger.') })
  .meta({ id: 'PauseProjectionRequest' });

/** Where a projection stands still, as it was when somebody decided about it. */
export interface SkipEventCommand {
  readonly type: 'SkipEvent';
  readonly readModel: string;
  readonly position: number;
  readonly eventType: string;
  readonly problem: string;
  readonly reason: string;
}

interface OfProjection {
  readonly projection: string;
}
interface OfRun extends OfProjection {
  readonly run: string;
}
export type ProjectionCommand =
  | (OfProjection & { readonly type: 'PauseProjection'; readonly reason: string; readonly by: string })
  | (OfProjection & { readonly type: 'ResumeProjection'; readonly by: string })
  | (OfRun & { readonly type: 'RequestRun'; readonly kind: RunKind; readonly by: string })
  | (OfProjection & { readonly type: 'CancelRun'; readonly by: string })
  | (OfRun & { readonly type: 'CompleteRun'; readonly compared: RowsCompared; readonly written: number })
  | (OfRun & { readonly type: 'FailRun'; readonly detail: string });

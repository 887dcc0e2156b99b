import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';
import { RUN_KINDS } from './projection-words.js';

/** What was skipped has been recorded under this name since before there was anything else to record of projections. */
export const skipEvents = eventTypes({
  ReadModelEventSkipped: {
    schema: 1,
    says: 'A read model or reaction that stood still before an event goes on without it, as long as it fails at it.',
    data: z.object({
      readModel: z.string(),
      /** Of the event, in this ledger. */
      position: z.number().int(),
      eventType: z.string(),
      /** Why it could not be applied, as it was told. */
      problem: z.string(),
      reason: z.string(),
    }),
  },
});
export type SkipEvent = EventsOf<typeof skipEvents>;

const projection = z.string();
const by = z.string();
/** Of a verification or a rebuild. */
const run = z.string();
/** SHA-256 over rows, hex. */
const digest = z.string();

/** What the rows of a projection are, and what its events come to, both as of one position of the ledger. */
export const RowsCompared = z.object({
  /** Of the projection. */
  version: z.number().int(),
  position: z.number().int(),
  /** Rows that the events come to. */
  rows: z.number().int(),
  /** Of the rows as they were found. */
  live: digest,
  /** Of the rows that the events come to. */
  rebuilt: digest,
  /** Rows that were not there, that should not have been, and that were others. */
  missing: z.number().int(),
  extra: z.number().int(),
  other: z.number().int(),
  /** The first of those rows: a table, its key as a JSON array, and what was the matter. */
  examples: z.array(z.object({ table: z.string(), key: z.string(), is: z.enum(['missing', 'extra', 'other']) })),
});
export type RowsCompared = z.output<typeof RowsCompared>;

export const projectionEvents = eventTypes({
  ProjectionPaused: {
    schema: 1,
    says: 'A projection or reaction stands still in this ledger until somebody has it go on.',
    data: z.object({ projection, reason: z.string(), by }),
  },
  ProjectionResumed: {
    schema: 1,
    says: 'A paused projection or reaction goes on where it stood.',
    data: z.object({ projection, by }),
  },
  ProjectionRunRequested: {
    schema: 1,
    says: 'Somebody wants the rows of a projection compared with what its events come to, or made anew from them.',
    data: z.object({ projection, run, kind: z.enum(RUN_KINDS), by }),
  },
  ProjectionRunCancelled: {
    schema: 1,
    says: 'Somebody ended a verification or a rebuild. The rows are as they were, unless it was writing them already: `ProjectionRebuilt` of the same run tells so.',
    data: z.object({ projection, run, by }),
  },
  ProjectionVerified: {
    schema: 1,
    says: 'The rows were compared with what the events come to. They are the same where both digests are.',
    data: z.object({ projection, run, compared: RowsCompared }),
  },
  ProjectionRebuilt: {
    schema: 1,
    says: 'The rows are what the events come to; those that were not have been written, all of them at once.',
    data: z.object({ projection, run, compared: RowsCompared, written: z.number().int() }),
  },
  ProjectionRunFailed: {
    schema: 1,
    says: 'The rows could not be compared or made anew. They are as they were.',
    data: z.object({ projection, run, detail: z.string() }),
  },
});
export type ProjectionEvent = EventsOf<typeof projectionEvents>;

import { z } from 'zod';
import { actedBy, LedgerReceipt, listAnswer } from '#libs/operations';
import { PROJECTION_KINDS, PROJECTION_STATES, RUN_KINDS } from './projection-words.js';

const FailingEvent = z
  .object({
    position: z.number().int().describe('Of the event that it cannot apply or react to.'),
    eventType: z.string(),
    problem: z.string().describe('Why not.'),
    since: z.string(),
  })
  .meta({ id: 'ProjectionFailingEvent' });

const Pause = z.object({ reason: z.string(), ...actedBy('by'), at: z.string() }).meta({ id: 'ProjectionPause' });

const RunUnderWay = z
  .object({
    id: z.string(),
    kind: z.enum(RUN_KINDS),
    ...actedBy('requestedBy'),
    requestedAt: z.string(),
    done: z.number().int().describe('Positions of the ledger that are folded.'),
    total: z.number().int().describe('Positions to fold; 0 before anybody began.'),
  })
  .meta({ id: 'ProjectionRun' });

const RowDifference = z
  .object({
    table: z.string(),
    key: z.string().describe("JSON array of the key's columns."),
    is: z.enum(['missing', 'extra', 'other']).describe('Not there, there without a reason, or another one than it should be.'),
  })
  .meta({ id: 'ProjectionRowDifference' });

export const RUN_RESULTS = ['same', 'different', 'failed', 'cancelled'] as const;

const Outcome = z
  .object({
    run: z.string(),
    result: z
      .enum(RUN_RESULTS)
      .describe('Whether the rows were what the events come to when it looked; failed or cancelled when it came to nothing.'),
    at: z.string(),
    position: z.number().int().nullable().describe('Of the ledger, as of which rows and events were compared.'),
    rows: z.number().int().nullable().describe('Rows that the events come to.'),
    live: z.string().nullable().describe('SHA-256 over the rows as they were found.'),
    rebuilt: z.string().nullable().describe('SHA-256 over the rows that the events come to.'),
    missing: z.number().int().nullable(),
    extra: z.number().int().nullable(),
    other: z.number().int().nullable(),
    written: z.number().int().nullable().describe('Rows that a rebuild put right; null for a verification.'),
    examples: z.array(RowDifference).describe('The first rows that differed, at most ten.'),
    detail: z.string().nullable().describe('Why it failed.'),
  })
  .meta({ id: 'ProjectionRunOutcome' });
export type Outcome = z.output<typeof Outcome>;

export const ProjectionView = z
  .object({
    name: z.string().describe('As in the metrics and in `/readyz`.'),
    kind: z.enum(PROJECTION_KINDS).describe('What is shown, or what is done because of events.'),
    state: z.enum(PROJECTION_STATES),
    version: z.number().int(),
    position: z.number().int().describe('Everything up to here is applied.'),
    head: z.number().int().describe('Where the ledger ends.'),
    lagEvents: z.number().int(),
    lagSeconds: z.number().describe('Age of the oldest event that is not applied yet; 0 when there is none.'),
    failing: FailingEvent.nullable().describe('The event before which it stands still.'),
    paused: Pause.nullable(),
    run: RunUnderWay.nullable(),
    lastVerification: Outcome.nullable(),
    lastRebuild: Outcome.nullable(),
  })
  .meta({ id: 'Projection' });
export type ProjectionView = z.input<typeof ProjectionView>;
export const ProjectionList = listAnswer('ProjectionList', ProjectionView);

export const EventSkipped = z
  .object({
    projection: z.string(),
    position: z.number().int(),
    ledger: LedgerReceipt.nullable().describe('Null when it was skipped already.'),
  })
  .meta({ id: 'ProjectionEventSkippedAnswer' });
export type EventSkipped = z.output<typeof EventSkipped>;

export const PauseChanged = z
  .object({
    projection: z.string(),
    paused: z.boolean(),
    ledger: LedgerReceipt.nullable().describe('Null when it was so already.'),
  })
  .meta({ id: 'ProjectionPauseAnswer' });
export type PauseChanged = z.output<typeof PauseChanged>;

export const RunRequested = z
  .object({
    projection: z.string(),
    run: z.string(),
    ledger: LedgerReceipt.nullable().describe('Null when it was asked for already.'),
  })
  .meta({ id: 'ProjectionRunAnswer' });
export type RunRequested = z.output<typeof RunRequested>;

export const RunCancelled = z
  .object({
    projection: z.string(),
    run: z.string(),
    kind: z.enum(RUN_KINDS),
    ledger: LedgerReceipt.nullable().describe('Null when it was cancelled already.'),
  })
  .meta({ id: 'ProjectionRunCancelledAnswer' });
export type RunCancelled = z.output<typeof RunCancelled>;

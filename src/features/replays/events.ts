import { z } from 'zod';
import { ActivePolicy } from '#features/controls/contract';
import { VERDICTS } from '#features/decisions/contract';
import { REPLAY_MODES } from './replay-words.js';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

const replay = z.string();
const by = z.string();

/** Null is any. */
const ReplayFilter = z.object({
  agents: z.array(z.string()).nullable(),
  tools: z.array(z.string()).nullable(),
  sessions: z.array(z.string()).nullable(),
  /** Of the data in a call, in lower case. */
  labels: z.array(z.string()).nullable(),
  verdicts: z.array(z.enum(VERDICTS)).nullable(),
});

/** What is decided again, and how. Whoever does it finds the same, whenever and wherever that is. */
export const ReplayPlan = z.object({
  /** First and last position of the ledger that is looked at. */
  from: z.number().int(),
  to: z.number().int(),
  filter: ReplayFilter,
  /** Null: as it was recorded. */
  baseline: ActivePolicy.nullable(),
  /** Null: each decision by its own policy, which must come to what was recorded. */
  candidate: ActivePolicy.nullable(),
  /** What is gone through instead of the ledger, its rows being the positions; `format` is one of `HISTORY_FORMATS`. */
  history: z.object({ digest: z.string(), format: z.string() }).optional(),
  mode: z.enum(REPLAY_MODES),
  /** By which the differences that are told one by one are drawn, where there are too many. */
  seed: z.string(),
  /** Of each kind of difference, at most. */
  listed: z.number().int(),
});
export type ReplayPlan = z.output<typeof ReplayPlan>;

/** How much of what was recorded a revision decided; null where a call was stopped before any was asked. */
export const DecidedBy = z.object({
  policy: z.string().nullable(),
  revision: z.number().int().nullable(),
  decisions: z.number().int(),
  /** Positions of the first and the last of them. */
  from: z.number().int(),
  to: z.number().int(),
});

/** What stands in the ledger of a report. */
const ReportFacts = z.object({
  /** SHA-256 of the report's canonical JSON. */
  digest: z.string(),
  /** Build of the policy engine that decided again. */
  engine: z.string(),
  decisions: z.number().int(),
  differences: z.number().int(),
  critical: z.number().int(),
  high: z.number().int(),
  diverged: z.number().int(),
  factsMissing: z.number().int(),
  /** The hundred revisions that decided most of it; not there of a history that was brought. */
  decidedBy: z.array(DecidedBy).optional(),
});
export type ReportFacts = z.output<typeof ReportFacts>;

export const replayEvents = eventTypes({
  ReplayRequested: {
    schema: 1,
    says: 'Somebody wants to know what another policy would have decided. The plan holds all that the answer depends on.',
    data: z.object({ replay, name: z.string().nullable(), plan: ReplayPlan, by }),
  },
  ReplayPaused: { schema: 1, says: 'The replay stands still, and keeps what it has done.', data: z.object({ replay, by }) },
  ReplayResumed: { schema: 1, says: 'The replay goes on where it stood.', data: z.object({ replay, by }) },
  ReplayCancelled: { schema: 1, says: 'Nobody wants to know any more.', data: z.object({ replay, by }) },
  ReplayFailed: {
    schema: 1,
    says: 'The replay met what it could not get past. What it has done is kept.',
    data: z.object({ replay, detail: z.string() }),
  },
  ReplayRetried: { schema: 1, says: 'The replay is tried again, from where it failed.', data: z.object({ replay, by }) },
  ReplayCompleted: {
    schema: 1,
    says: 'The report is there, and this is its digest.',
    data: z.object({ replay, report: ReportFacts }),
  },
  ReplayDiverged: {
    schema: 1,
    says: 'An alarm: decisions that their own policy does not rule as they were recorded, by this build of the engine.',
    data: z.object({
      replay,
      engine: z.string(),
      count: z.number().int(),
      /** The first of them. */
      decision: z.string(),
      position: z.number().int(),
    }),
  },
});
export type ReplayEvent = EventsOf<typeof replayEvents>;

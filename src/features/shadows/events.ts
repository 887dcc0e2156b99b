import { z } from 'zod';
import { ActivePolicy } from '#features/controls/contract';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';
import { SHADOW_ENDS } from './shadow-words.js';

const shadow = z.string();
const by = z.string();
const names = z.array(z.string()).nullable();
const count = z.number().int();

/** Which decisions are compared, with what, and until when. Null is any. */
export const ShadowPlan = z.object({
  /** Decisions from this position of the ledger on. */
  from: count,
  selector: z.object({ agents: names, tools: names, sessions: names, labels: names }),
  /** Of a hundred sessions; a session is drawn whole. */
  share: count,
  candidate: ActivePolicy,
  ends: z.object({
    /** Decisions after this time are not compared. */
    at: z.string(),
    /** Nor are those beyond so many. */
    decisions: count.nullable(),
  }),
});
export type ShadowPlan = z.output<typeof ShadowPlan>;

/** What was found so far: everything up to a position, and nothing beyond it. */
export const ShadowTotals = z.object({
  through: count,
  decisions: count,
  same: count,
  different: count,
  diverged: count,
  factsMissing: count,
  severities: z.object({ critical: count, high: count, medium: count, low: count, info: count }),
});
export type ShadowTotals = z.output<typeof ShadowTotals>;

export const shadowEvents = eventTypes({
  ShadowStarted: {
    schema: 1,
    says: 'From here on a candidate is compared with every decision that the plan is about. It decides nothing.',
    data: z.object({ shadow, name: z.string().nullable(), plan: ShadowPlan, by }),
  },
  ShadowCompared: {
    schema: 1,
    says: 'What the candidate came to so far. Told when something critical or high turns up first, and every ten minutes in which there was something to compare.',
    data: z.object({ shadow, totals: ShadowTotals, at: z.string() }),
  },
  ShadowDiverged: {
    schema: 1,
    says: 'An alarm: a decision that its own policy does not rule as it was recorded, by this build of the engine. Told once of a shadow.',
    data: z.object({ shadow, engine: z.string(), decision: z.string(), position: count }),
  },
  ShadowEndRequested: {
    schema: 1,
    says: 'Somebody ended it. What was decided up to this position is still compared.',
    data: z.object({ shadow, through: count, by }),
  },
  ShadowEnded: {
    schema: 1,
    says: 'The shadow is over, and this is what it came to.',
    data: z.object({
      shadow,
      why: z.enum(SHADOW_ENDS),
      /** Why the candidate could not be asked any more. */
      detail: z.string().nullable(),
      totals: ShadowTotals,
      /** SHA-256 of the canonical JSON of plan, totals and matrix. */
      digest: z.string(),
    }),
  },
});
export type ShadowEvent = EventsOf<typeof shadowEvents>;

import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';
import { CAUSE_KINDS, SUBJECT_KINDS, TRIGGER_KINDS } from './incident-words.js';

export const Scoring = z.object({ threshold: z.number().int() });

export const Trigger = z.object({
  /** Counts are kept by it: a trigger that stays as it is goes on counting. */
  id: z.string(),
  name: z.string(),
  on: z.enum(TRIGGER_KINDS),
  subject: z.enum(SUBJECT_KINDS),
  count: z.number().int(),
  windowSeconds: z.number().int(),
  /** Null: calls of every tool. */
  tools: z.array(z.string()).nullable(),
  /** Null unless labels are what it is about; then null is every label. */
  labels: z.array(z.string()).nullable(),
});
export type Trigger = z.output<typeof Trigger>;

export const quarantineRuleEvents = eventTypes({
  QuarantineRulesSet: {
    schema: 1,
    says: 'Sessions and agents are contained by these rules, from the next decision on; they take the place of those before.',
    data: z.object({
      scoring: Scoring.nullable(),
      triggers: z.array(Trigger),
      reason: z.string().nullable(),
      by: z.string(),
      at: z.string(),
    }),
  },
});
export type QuarantineRuleEvent = EventsOf<typeof quarantineRuleEvents>;

const incident = z.string();
const PersonFacts = z.object({ id: z.string(), name: z.string() });
export type PersonFacts = z.output<typeof PersonFacts>;

export const Cause = z.object({
  kind: z.enum(CAUSE_KINDS),
  /** Name of the trigger, and what it counts; null for the score. */
  trigger: z.string().nullable(),
  on: z.enum(TRIGGER_KINDS).nullable(),
  reached: z.number().int(),
  threshold: z.number().int(),
  windowSeconds: z.number().int().nullable(),
});
export type Cause = z.output<typeof Cause>;

/** A call that led to an incident, with what it scored; null where calls are counted. */
export const Led = z.object({ decision: z.string(), points: z.number().int().nullable() });
export type Led = z.output<typeof Led>;

/** One session or one agent. */
export const incidentEvents = eventTypes({
  QuarantineScored: {
    schema: 1,
    says: 'A call, or what became of it, added to the score of its session; in the same append.',
    data: z.object({ decision: z.string(), points: z.number().int(), score: z.number().int() }),
  },
  IncidentOpened: {
    schema: 1,
    says: 'The session or agent is contained from the next decision on. The event id is the id of the incident.',
    data: z.object({
      incident,
      subject: z.enum(SUBJECT_KINDS),
      subjectId: z.string(),
      /** Of the call that tripped it. */
      agent: z.string(),
      session: z.string(),
      decision: z.string(),
      cause: Cause,
      /** The calls that led to it, oldest first; the newest of them. */
      decisions: z.array(Led),
      at: z.string(),
    }),
  },
  IncidentAssigned: {
    schema: 1,
    says: 'Somebody looks after the incident.',
    data: z.object({ incident, to: z.string(), by: PersonFacts }),
  },
  IncidentCommented: {
    schema: 1,
    says: 'Somebody said something about the incident.',
    data: z.object({ incident, comment: z.string(), by: PersonFacts }),
  },
  IncidentReleased: {
    schema: 1,
    says: 'The session or agent may go on, from the next decision on, with a score of nothing.',
    data: z.object({ incident, reason: z.string(), by: PersonFacts }),
  },
  IncidentReopened: {
    schema: 1,
    says: 'The session or agent is contained again, from the next decision on.',
    data: z.object({ incident, reason: z.string(), by: PersonFacts }),
  },
});
export type IncidentEvent = EventsOf<typeof incidentEvents>;
export type IncidentOpened = Extract<IncidentEvent, { type: 'IncidentOpened' }>;

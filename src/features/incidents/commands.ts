import { z } from 'zod';
import { ToolName } from '#features/decisions/contract';
import { LabelName } from '#features/tools/contract';
import { shownText } from '#libs/operations';
import type { Cause, Led, PersonFacts, Trigger } from './events.js';
import { SUBJECT_KINDS, TRIGGER_KINDS, type SubjectKind } from './incident-words.js';

export const IncidentId = z.uuid();

const Reason = shownText(500).describe('Why; kept in the ledger.');
const Comment = shownText(2_000);
const DAY_SECONDS = 86_400;
const MOST_TRIGGERS = 16;

const ScoringRequest = z
  .strictObject({
    threshold: z.number().int().min(4).max(12).default(6).describe('At this score the session is contained; 6 when left out.'),
  })
  .describe('A denied call scores 4, a held one 2, an allowed one that failed 1; by session.');

const TriggerRequest = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits, - or _, a letter first'),
    on: z
      .enum(TRIGGER_KINDS)
      .describe(
        'What is counted: denied calls, calls that failed, calls that labels blocked, or calls whose data, or outcome, has a label.',
      ),
    subject: z.enum(SUBJECT_KINDS).default('session').describe('Who is counted by, and contained.'),
    count: z.number().int().min(1).max(1_000).describe('So many are too many.'),
    windowSeconds: z.number().int().min(1).max(DAY_SECONDS).describe('In any so many seconds, at most a day.'),
    tools: z.array(ToolName).min(1).max(64).optional().describe('Only calls of these.'),
    labels: z
      .array(LabelName)
      .min(1)
      .max(64)
      .optional()
      .describe('With label_violations and label_hits: only data with one of these.'),
  })
  .refine(({ on, labels }) => labels === undefined || on === 'label_violations' || on === 'label_hits', {
    message: 'belong to label_violations and label_hits',
    path: ['labels'],
  })
  .refine(({ on, labels }) => on !== 'label_hits' || labels !== undefined, {
    message: 'say which labels are looked for',
    path: ['labels'],
  });

export const SetQuarantineRequest = z
  .strictObject({
    scoring: ScoringRequest.nullable()
      .default({ threshold: 6 })
      .describe('By score, as ruled, when left out; null for not at all.'),
    triggers: z
      .array(TriggerRequest)
      .max(MOST_TRIGGERS)
      .refine((triggers) => new Set(triggers.map(({ name }) => name)).size === triggers.length, 'have names of their own')
      .default([]),
    reason: Reason.optional(),
  })
  .meta({
    id: 'SetQuarantineRequest',
    examples: [
      {
        scoring: { threshold: 6 },
        triggers: [{ name: 'denials', on: 'denials', subject: 'agent', count: 10, windowSeconds: 60 }],
      },
    ],
  });
export type SetQuarantineRequest = z.output<typeof SetQuarantineRequest>;

export const AssignIncidentRequest = z
  .strictObject({
    to: z
      .string()
      .regex(/^(?=.*\S)\P{C}{1,200}$/u, 'must be 1 to 200 characters, not all of them blank and none of them a control character')
      .optional()
      .describe('Id or name of whoever looks after it; yourself when left out.'),
  })
  .default({})
  .meta({ id: 'AssignIncidentRequest' });
export const CommentOnIncidentRequest = z.strictObject({ comment: Comment }).meta({ id: 'CommentOnIncidentRequest' });
export const ReleaseIncidentRequest = z.strictObject({ reason: Reason }).meta({ id: 'ReleaseIncidentRequest' });
export const ReopenIncidentRequest = z.strictObject({ reason: Reason }).meta({ id: 'ReopenIncidentRequest' });

export interface QuarantineRulesCommand {
  readonly type: 'SetQuarantineRules';
  readonly scoring: { readonly threshold: number } | null;
  /** With ids for those that count something else than the ones before. */
  readonly triggers: readonly Trigger[];
  readonly reason: string | null;
  readonly by: string;
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** The call that may trip an incident of a session or an agent, and the id the incident would have. */
export interface Tripping {
  readonly incident: string;
  readonly subject: SubjectKind;
  readonly subjectId: string;
  readonly agent: string;
  readonly session: string;
  readonly decision: string;
  /** RFC 3339 UTC. */
  readonly now: string;
}

interface OnIncident {
  readonly incident: string;
  readonly by: PersonFacts;
}

export type IncidentCommand =
  | ({ readonly type: 'Score'; readonly points: number; readonly threshold: number } & Tripping)
  | ({ readonly type: 'OpenIncident'; readonly cause: Cause; readonly decisions: readonly Led[] } & Tripping)
  | ({ readonly type: 'AssignIncident'; readonly to: string } & OnIncident)
  | ({ readonly type: 'CommentOnIncident'; readonly comment: string } & OnIncident)
  | ({ readonly type: 'ReleaseIncident'; readonly reason: string } & OnIncident)
  | ({ readonly type: 'ReopenIncident'; readonly reason: string } & OnIncident);

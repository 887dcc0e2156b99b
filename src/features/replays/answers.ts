import { z } from 'zod';
import { CAUSES, KINDS, SEVERITIES } from '#libs/replay';
import { actedBy, LedgerReceipt, pageAnswer, PageQuery, PastPageQuery } from '#libs/operations';
import { ReplayPlan } from './events.js';
import { HISTORY_FORMATS, REPLAY_STATES } from './replay-words.js';

export const ReplayListFilter = PastPageQuery.extend({ state: z.enum(REPLAY_STATES).optional() });
export type ReplayListFilter = z.output<typeof ReplayListFilter>;

export const ReplayView = z
  .object({
    id: z.string(),
    state: z.enum(REPLAY_STATES),
    name: z.string().nullable(),
    plan: ReplayPlan.meta({ id: 'ReplayPlan' }),
    ...actedBy('requestedBy'),
    requestedAt: z.string(),
    endedAt: z.string().nullable(),
    report: z.string().nullable().describe('SHA-256 of the report, as the ledger has it.'),
    detail: z.string().nullable().describe('Why it failed.'),
    position: z.number().int(),
  })
  .meta({ id: 'Replay' });
export type ReplayView = z.input<typeof ReplayView>;
export const ReplayPage = pageAnswer('ReplayPage', ReplayView);

export const ReplayProgress = z
  .object({
    done: z.number().int().describe('Positions of the ledger that are done.'),
    total: z.number().int(),
    decisions: z.number().int().describe('Decisions that were looked at so far.'),
    perSecond: z.number().nullable().describe('Positions a second so far; null before there are any.'),
    secondsLeft: z.number().nullable().describe('At that rate; null before there is one.'),
  })
  .meta({ id: 'ReplayProgress' });
export type ReplayProgress = z.output<typeof ReplayProgress>;

/** What those are told who follow a replay. */
export const ReplayProgressNow = z
  .object({
    replay: z.string(),
    ...ReplayView.pick({ state: true, report: true, detail: true, endedAt: true }).shape,
    ...ReplayProgress.shape,
  })
  .meta({ id: 'ReplayProgressNow' });
export type ReplayProgressNow = z.output<typeof ReplayProgressNow>;

export const ReplayDetail = z.object({ ...ReplayView.shape, progress: ReplayProgress }).meta({ id: 'ReplayDetail' });
export type ReplayDetail = z.input<typeof ReplayDetail>;

export const ReplayChanged = z
  .object({
    id: z.string(),
    state: z.enum(REPLAY_STATES),
    ledger: LedgerReceipt.nullable().describe('Null when it was so already.'),
  })
  .meta({ id: 'ReplayChangedAnswer' });
export type ReplayChanged = z.output<typeof ReplayChanged>;

export const DifferencesFilter = PageQuery.extend({
  severity: z.enum(SEVERITIES).optional(),
  cause: z.enum(CAUSES).optional(),
  tool: z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters')
    .optional(),
});
export type DifferencesFilter = z.output<typeof DifferencesFilter>;

const ReplaySide = z
  .object({
    verdict: z.string(),
    code: z.string(),
    rule: z.string(),
    reason: z.string(),
    obligations: z.array(z.unknown()),
    changes: z.unknown(),
    policy: z.object({ id: z.string(), revision: z.number().int() }).nullable().meta({ id: 'ReplaySidePolicy' }),
    why: z.unknown().describe('Rules that held, rules that did not and at which row, and what of input and data was looked at.'),
  })
  .meta({ id: 'ReplaySide' });

export const ReplayDifference = z
  .object({
    severity: z.enum(SEVERITIES),
    cause: z.enum(CAUSES),
    kind: z.enum(KINDS).describe('Direct, or because other decisions would have been others.'),
    because: z.array(z.string()).describe('Those decisions.'),
    position: z.number().int(),
    decision: z.string(),
    at: z.string(),
    agent: z.string(),
    session: z.string(),
    tool: z.string(),
    before: ReplaySide,
    after: ReplaySide,
    receipt: z.object({ digest: z.string(), chain: z.string() }).meta({ id: 'ReplayedReceipt' }),
  })
  .meta({ id: 'ReplayDifference' });
export const DifferencePage = pageAnswer('ReplayDifferencePage', ReplayDifference);
export type DifferencePage = z.output<typeof DifferencePage>;

export const ReplayHistory = z
  .object({
    digest: z.string().describe('By which a replay names it.'),
    format: z.enum(HISTORY_FORMATS),
    rows: z.number().int(),
    ruled: z.number().int().describe('Rows that tell what was decided: without them a replay needs a baseline.'),
  })
  .meta({ id: 'ReplayHistory' });
export const ReplayHistories = z
  .object({ items: z.array(z.object({ ...ReplayHistory.shape, addedAt: z.string() }).meta({ id: 'KeptReplayHistory' })) })
  .meta({ id: 'ReplayHistories' });
export const ReplayHistoryDropped = z.object({ digest: z.string(), dropped: z.boolean() }).meta({ id: 'ReplayHistoryDropped' });

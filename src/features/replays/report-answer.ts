import { z } from 'zod';
import { CAUSES, KINDS, SEVERITIES, type ReplayReport } from '#libs/replay';
import { REPLAY_MODES } from './replay-words.js';
import { ReplayDifference } from './answers.js';
import { DecidedBy } from './events.js';
import { HISTORY_FORMATS } from './replay-words.js';

const count = z.number().int();
const bySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, count])) as Record<
  (typeof SEVERITIES)[number],
  typeof count
>;
const policy = z
  .object({
    id: z.string(),
    revision: count.describe('0 for a draft.'),
    digest: z.string(),
    planDigest: z.string(),
    dataDigest: z.string(),
    entrypoint: z.string(),
  })
  .nullable();
const ruled = z.object({ verdict: z.string(), code: z.string(), rule: z.string() });

/** A report as the API describes it; `ReplayReport` of libs/replay is what it is made by. */
export const ReplayReportAnswer = z
  .object({
    format: z.literal('writ-replay/1'),
    tenant: z.string(),
    source: z.enum(['ledger', ...HISTORY_FORMATS]).describe('Where the decisions were recorded.'),
    history: z.string().optional().describe('Digest of a history that is not the ledger; positions are its rows.'),
    mode: z.enum(REPLAY_MODES),
    from: count,
    to: count,
    filter: z.record(z.string(), z.unknown()),
    baseline: policy.describe('Null: as it was recorded.'),
    candidate: policy.describe('Null: each decision by its own policy.'),
    engine: z.string().describe('Build of the policy engine.'),
    seed: z.string(),
    listed: count,
    totals: z.object({
      decisions: count,
      notReached: count.describe('Stopped before any policy was asked, and staying so.'),
      factsMissing: count.describe('What the policy saw is no longer there.'),
      diverged: count.describe('Not what their own policy says with this build of the engine.'),
      same: count,
      different: count,
      knockOn: count.describe('Of these, those that follow from others.'),
    }),
    severities: z.object(bySeverity),
    causes: z.array(z.object({ cause: z.enum(CAUSES), count })),
    decidedBy: z
      .array(DecidedBy)
      .optional()
      .describe(
        'Which revisions decided what was recorded. Not of a history that was brought, nor in reports made before it was counted.',
      ),
    matrix: z.array(z.object({ from: z.string(), to: z.string(), count })),
    tools: z.array(z.object({ name: z.string(), total: count, ...bySeverity })),
    agents: z.array(z.object({ name: z.string(), total: count, ...bySeverity })),
    rules: z.array(z.object({ before: z.string(), after: z.string(), total: count, ...bySeverity })),
    kinds: z.array(
      z.object({
        kind: z.enum(KINDS),
        from: z.string(),
        to: z.string(),
        severity: z.enum(SEVERITIES),
        cause: z.enum(CAUSES),
        count,
        listed: count,
      }),
    ),
    isComplete: z.boolean().describe('Whether every difference is listed; all of them are counted.'),
    differences: z.array(ReplayDifference),
    divergences: z.array(z.object({ position: count, decision: z.string(), recorded: ruled, now: ruled })),
  } satisfies Record<keyof ReplayReport, z.ZodType>)
  .meta({ id: 'ReplayReport' });

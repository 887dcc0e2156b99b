import { z } from 'zod';
import { ReplayDifference } from '#features/replays/contract';
import { CAUSES, SEVERITIES } from '#libs/replay';
import { actedBy, LedgerReceipt, pageAnswer, PageQuery, PastPageQuery } from '#libs/operations';
import { ShadowPlan, ShadowTotals } from './events.js';
import { SHADOW_ENDS, SHADOW_STATES } from './shadow-words.js';

const count = z.number().int();
const bySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, count])) as Record<
  (typeof SEVERITIES)[number],
  typeof count
>;

export const ShadowListFilter = PastPageQuery.extend({ state: z.enum(SHADOW_STATES).optional() });
export type ShadowListFilter = z.output<typeof ShadowListFilter>;

export const ShadowView = z
  .object({
    id: z.string(),
    state: z.enum(SHADOW_STATES),
    name: z.string().nullable(),
    plan: ShadowPlan.meta({ id: 'ShadowPlan' }),
    ...actedBy('startedBy'),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    why: z.enum(SHADOW_ENDS).nullable().describe('Why it ended.'),
    detail: z.string().nullable().describe('Why the candidate could not be asked any more.'),
    digest: z.string().nullable().describe('SHA-256 of plan, totals and matrix, as the ledger has it once the shadow is over.'),
    position: count,
  })
  .meta({ id: 'Shadow' });
export type ShadowView = z.input<typeof ShadowView>;
export const ShadowPage = pageAnswer('ShadowPage', ShadowView);

const Line = z.object({ name: z.string(), total: count, ...bySeverity }).meta({ id: 'ShadowLine' });
const Radius = z
  .object({
    count: count.describe('Different ones. More than 10,000 are counted as one, whose name is empty.'),
    worst: z.array(Line).describe('Those with the gravest differences, twenty at most.'),
  })
  .meta({ id: 'ShadowRadius' });

export const ShadowFindings = z
  .object({
    totals: ShadowTotals.meta({ id: 'ShadowTotals' }),
    behind: count.describe('Positions of the ledger that were not looked at yet.'),
    causes: z.array(z.object({ cause: z.enum(CAUSES), count }).meta({ id: 'ShadowCause' })),
    matrix: z.array(z.object({ from: z.string(), to: z.string(), count }).meta({ id: 'ShadowMatrixCell' })),
    tools: Radius,
    agents: Radius,
    sessions: Radius,
    rules: z
      .array(z.object({ before: z.string(), after: z.string(), total: count, ...bySeverity }).meta({ id: 'ShadowRuleLine' }))
      .describe('By the rule that ruled and the one that would have; twenty at most.'),
    kept: count.describe('Differences that are told one by one, the gravest; all are counted.'),
  })
  .meta({ id: 'ShadowFindings' });
export type ShadowFindings = z.output<typeof ShadowFindings>;

export const ShadowDetail = z.object({ ...ShadowView.shape, findings: ShadowFindings }).meta({ id: 'ShadowDetail' });
export type ShadowDetail = z.input<typeof ShadowDetail>;

export const ShadowChanged = z
  .object({
    id: z.string(),
    state: z.enum(SHADOW_STATES),
    ledger: LedgerReceipt.nullable().describe('Null when it was so already.'),
  })
  .meta({ id: 'ShadowChangedAnswer' });
export type ShadowChanged = z.output<typeof ShadowChanged>;

export const ShadowDifferencesFilter = PageQuery.extend({
  severity: z.enum(SEVERITIES).optional(),
  cause: z.enum(CAUSES).optional(),
  tool: z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters')
    .optional(),
});
export type ShadowDifferencesFilter = z.output<typeof ShadowDifferencesFilter>;
export const ShadowDifferencePage = pageAnswer('ShadowDifferencePage', ReplayDifference);
export type ShadowDifferencePage = z.output<typeof ShadowDifferencePage>;

import { z } from 'zod';
import { Receipt } from '../../contract/answers.js';

/** Of the answers about replays, what the commands show. */
export const Changed = z.looseObject({ id: z.string(), state: z.string(), ledger: Receipt.nullable() });

export const Detail = z.looseObject({
  id: z.string(),
  state: z.string(),
  report: z.string().nullable(),
  detail: z.string().nullable(),
  progress: z.looseObject({
    done: z.number(),
    total: z.number(),
    perSecond: z.number().nullable(),
    secondsLeft: z.number().nullable(),
  }),
});
export type Detail = z.output<typeof Detail>;

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, z.number()])) as Record<Severity, z.ZodNumber>;
const side = z.looseObject({ verdict: z.string(), rule: z.string() });

export const Report = z.looseObject({
  totals: z.looseObject({
    decisions: z.number(),
    notReached: z.number(),
    factsMissing: z.number(),
    diverged: z.number(),
    same: z.number(),
    different: z.number(),
  }),
  severities: z.looseObject(counts),
  matrix: z.array(z.looseObject({ from: z.string(), to: z.string(), count: z.number() })),
  tools: z.array(z.looseObject({ ...counts, name: z.string(), total: z.number() })),
  differences: z.array(
    z.looseObject({
      severity: z.enum(SEVERITIES),
      decision: z.string(),
      agent: z.string(),
      tool: z.string(),
      before: side,
      after: side,
    }),
  ),
});
export type Report = z.output<typeof Report>;

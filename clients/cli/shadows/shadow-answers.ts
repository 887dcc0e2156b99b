import { z } from 'zod';
import { SEVERITIES, type Severity } from '../replays/replay-answers.js';

const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, z.number()])) as Record<Severity, z.ZodNumber>;
const Radius = z.looseObject({
  count: z.number(),
  worst: z.array(z.looseObject({ ...counts, name: z.string(), total: z.number() })),
});

/** Of the answers about shadows, what the commands show. */
export const Detail = z.looseObject({
  id: z.string(),
  state: z.string(),
  why: z.string().nullable(),
  detail: z.string().nullable(),
  plan: z.looseObject({ ends: z.looseObject({ at: z.string(), decisions: z.number().nullable() }) }),
  findings: z.looseObject({
    totals: z.looseObject({
      decisions: z.number(),
      different: z.number(),
      diverged: z.number(),
      factsMissing: z.number(),
      severities: z.looseObject(counts),
    }),
    behind: z.number(),
    matrix: z.array(z.looseObject({ from: z.string(), to: z.string(), count: z.number() })),
    tools: Radius,
    agents: Radius,
    sessions: Radius,
  }),
});
export type Detail = z.output<typeof Detail>;

export const Differences = z.looseObject({
  items: z.array(
    z.looseObject({
      severity: z.enum(SEVERITIES),
      decision: z.string(),
      agent: z.string(),
      tool: z.string(),
      before: z.looseObject({ verdict: z.string(), rule: z.string() }),
      after: z.looseObject({ verdict: z.string(), rule: z.string() }),
    }),
  ),
});
export type Differences = z.output<typeof Differences>;

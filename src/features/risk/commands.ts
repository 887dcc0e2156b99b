import { z } from 'zod';
import { RISKS, ToolName, VERDICTS } from '#features/decisions/contract';
import type { RecordedFactor } from './events.js';

/** Every call is held against all of them. */
const MOST_FACTORS = 32;

const names = z
  .array(z.string().regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 visible ASCII characters'))
  .min(1)
  .max(32);

const RiskFactor = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits, - or _, a letter first'),
    points: z.number().int().min(1).max(1_000),
    tools: z.array(ToolName).min(1).max(64).optional().describe('Only calls of these tools.'),
    verdicts: z.array(z.enum(VERDICTS)).min(1).max(VERDICTS.length).optional().describe('Only calls that were decided so.'),
    risks: z.array(z.enum(RISKS)).min(1).max(RISKS.length).optional().describe('Only calls with this `risk`.'),
    labels: names.optional().describe('Only calls whose data has one of these labels, whatever their case.'),
    tags: names.optional().describe('Only calls in sessions with one of these tags.'),
  })
  .refine(
    ({ tools, verdicts, risks, labels, tags }) => [tools, verdicts, risks, labels, tags].some((part) => part !== undefined),
    {
      message: 'says which calls it is about',
    },
  )
  .meta({ id: 'RiskFactor' });

export const DeclareRiskFactorsRequest = z
  .strictObject({
    factors: z
      .array(RiskFactor)
      .max(MOST_FACTORS)
      .refine((factors) => new Set(factors.map(({ name }) => name)).size === factors.length, 'must have names of their own')
      .describe('All that there are; none of them to score nothing.'),
  })
  .meta({
    id: 'DeclareRiskFactorsRequest',
    examples: [{ factors: [{ name: 'egress-of-pii', points: 40, tools: ['send_email'], labels: ['pii'] }] }],
  });
export type DeclareRiskFactorsRequest = z.output<typeof DeclareRiskFactorsRequest>;

export interface DeclareRiskFactors {
  readonly type: 'DeclareRiskFactors';
  readonly factors: RecordedFactor[];
}

/** As they are recorded: nothing is left to a default that may be another one tomorrow. */
export function recordedFactors({ factors }: DeclareRiskFactorsRequest): RecordedFactor[] {
  return factors.map(({ name, points, tools = null, verdicts = null, risks = null, labels = null, tags = null }) => ({
    name,
    points,
    tools,
    verdicts,
    risks,
    labels: labels && labels.map((label) => label.toLowerCase()),
    tags,
  }));
}

import { z } from 'zod';
import { Receipt } from '../../contract/answers.js';

/** What is read of a decision that is explained; the answer has more. */
export const ExplainedDecision = z.looseObject({
  decisionId: z.string(),
  sessionId: z.string(),
  agent: z.string(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  verdict: z.string(),
  code: z.string(),
  rule: z.string(),
  reason: z.string(),
  risk: z.string(),
  riskNote: z.string().nullable(),
  policy: z.looseObject({ id: z.string(), revision: z.number() }).nullable(),
  pin: z.string().nullable(),
  obligations: z.array(z.record(z.string(), z.unknown())),
  approval: z.looseObject({ id: z.string() }).nullable(),
  exception: z.string().nullable(),
  outcome: z.looseObject({ status: z.string(), at: z.string(), position: z.number(), error: z.string().nullable() }).nullable(),
  controlsRevision: z.number(),
  facts: z.looseObject({}),
  explanation: z.unknown(),
  ledger: Receipt,
});
export type ExplainedDecision = z.output<typeof ExplainedDecision>;

const Place = z.looseObject({ file: z.string(), row: z.number() });
export type Place = z.output<typeof Place>;
const Rule = Place.extend({ rule: z.string() });
const Paths = z.array(z.array(z.string()));

const RuleTrace = z.looseObject({
  fired: z.array(Rule),
  failed: z.array(Rule.extend({ condition: Place })),
  reads: z.looseObject({ input: Paths, data: Paths, missing: z.looseObject({ input: Paths, data: Paths }) }).optional(),
});
export type RuleTrace = z.output<typeof RuleTrace>;

const Failure = z.looseObject({ error: z.string(), message: z.string(), location: Place.nullable() });
export type Failure = z.output<typeof Failure>;

/** The recorded policy run again: its rules, or where it fails. Neither when no policy was asked, or it cannot be run any more. */
export function traceIn({ explanation }: ExplainedDecision): { readonly rules?: RuleTrace; readonly failure?: Failure } {
  const [rules, failure] = [RuleTrace.safeParse(explanation).data, Failure.safeParse(explanation).data];
  return { ...(rules && { rules }), ...(failure && { failure }) };
}

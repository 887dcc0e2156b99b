import { z } from 'zod';
import { AnyJson } from '#features/policies/contract';
import { SessionId } from '#features/sessions/contract';
import type { Judgement, Settlement } from '#libs/decision-guards';
import type { JsonObject } from '#libs/event-sourcing';
import { OUTCOMES, type DecisionInput } from './events.js';

const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be a JSON object',
);
const document = { type: 'object', additionalProperties: true } as const;

/** As MCP (2025-11-25) has them, and with colons. */
export const ToolName = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'must be 1 to 128 letters, digits or _.:-');

export const RequestId = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'must be 1 to 128 letters, digits or _.:-');

export const DecideRequest = z
  .strictObject({
    requestId: RequestId.optional().describe('The same id in a session returns the first answer.'),
    sessionId: SessionId,
    tool: ToolName,
    arguments: jsonObject.meta(document).describe('Exactly what the tool would be called with.'),
    approvalToken: z
      .string()
      .regex(/^[!-~]{1,2048}$/, 'must be 1 to 2,048 visible ASCII characters')
      .optional()
      .describe('Of an approval that was given for exactly this call; asking for the same call again does the same.'),
    context: jsonObject.meta(document).optional().describe('Anything else the policy may consider.'),
    prompt: z
      .strictObject({
        type: z.string().min(1).max(64),
        confidence: z.enum(['low', 'medium', 'high']),
        action: z.string().min(1).max(64),
      })
      .optional()
      .describe('The prompt this call answers, for the risk annotation.'),
  })
  .meta({
    id: 'DecideRequest',
    examples: [{ requestId: 'r-1', sessionId: 's-1', tool: 'search_flights', arguments: { to: 'SEA' } }],
  });
export type DecideRequest = z.output<typeof DecideRequest>;

export const OutcomeRequest = z
  .strictObject({
    status: z.enum(OUTCOMES),
    durationMs: z.number().min(0).max(31_536_000_000).optional(),
    result: AnyJson.optional(),
    labels: z.array(z.string().min(1).max(64)).max(32).optional(),
    error: z.string().max(4_096).optional(),
    usage: z
      .strictObject({ tokens: z.number().int().min(0).max(1_000_000_000) })
      .optional()
      .describe(
        'What the call really used. Limits, budgets and usage count it from now on, instead of what `context.usage` said before the call.',
      ),
  })
  .meta({ id: 'OutcomeRequest' });
export type OutcomeRequest = z.output<typeof OutcomeRequest>;

/** A judged call. All of it is data: what was recorded, and what the judging depended on, make the same command again. */
export interface DecideCall {
  readonly type: 'DecideCall';
  readonly requestId: string | null;
  readonly input: DecisionInput;
  readonly judgement: Judgement;
  /** Revision of the tenant's controls it was judged at. */
  readonly controls: number;
}

export interface RecordOutcome {
  readonly type: 'RecordOutcome';
  readonly decision: string;
  readonly tool: string;
  readonly allowed: boolean;
  readonly agent: string;
  readonly outcome: OutcomeRequest;
  /** The call as it was decided; null when nobody counts what it used. */
  readonly settles: Pick<Settlement, 'input'> | null;
}

export type DecisionCommand = DecideCall | RecordOutcome;

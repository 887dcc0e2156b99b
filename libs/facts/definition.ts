import { z } from 'zod';
import { DECISION_CODES } from '#libs/decision-guards';
import { canonicalJson, digestOf } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { OUTCOMES, VERDICTS } from '#libs/ruling';

export const PERIODS = ['day', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** Whether a call counts while nobody knows what became of it; `waits` where having happened permits something. */
export const UNDER_WAY = ['counts', 'waits'] as const;

const PATH = 'arguments(?:\\.[A-Za-z0-9_-]{1,64}){1,8}';
const MEASURE = new RegExp(`^(?:calls|last\\(at\\)|since\\(call\\)|(?:sum|distinct)\\(${PATH}\\))$`);
const GROUP = new RegExp(`^(?:session|agent|tool|tenant|label:[A-Za-z0-9_.-]{1,64}|${PATH})$`);
const MONTH_SECONDS = 2_678_400;

/** A policy reads it as `input.facts.<name>`. */
export const FactName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be 1 to 64 lower-case letters, digits or _, a letter first');

const Tool = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'must be 1 to 128 letters, digits or _.:-');

/** As catalogues and outcomes name them. */
const Label = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9_.-]{0,63}$/, 'must be 1 to 64 letters, digits or _.-, the first one a letter');

const shape = {
  measure: z
    .string()
    .max(640)
    .regex(MEASURE, 'must be calls, sum(arguments.…), distinct(arguments.…), last(at) or since(call)')
    .default('calls')
    .describe('What of the calls is told: how many, the sum or the different values of an argument, when the last one was.'),
  tools: z.array(Tool).min(1).max(64).optional().describe('Which calls; of every tool when left out.'),
  verdicts: z
    .array(z.enum(VERDICTS))
    .min(1)
    .max(VERDICTS.length)
    .default(['ALLOW', 'MODIFY'])
    .describe('Decided how; those that may run when left out.'),
  codes: z.array(z.enum(DECISION_CODES)).min(1).max(16).optional().describe('Decided with which code; any when left out.'),
  labels: z
    .array(Label)
    .min(1)
    .max(32)
    .optional()
    .describe('Only calls whose data, or whose session, had one of these labels; needs a catalogue of tools.'),
  outcomes: z.array(z.enum(OUTCOMES)).min(1).max(OUTCOMES.length).optional().describe('Only calls that came to this.'),
  underWay: z
    .enum(UNDER_WAY)
    .default('counts')
    .describe('Whether a call counts until its outcome says otherwise, or waits for it. Only matters with `outcomes`.'),
  by: z
    .string()
    .max(640)
    .regex(GROUP, 'must be session, agent, tool, tenant, label:<name> or arguments.…')
    .default('session')
    .describe('Counted apart for each: session, agent, tool, tenant, a label of the agent, or an argument of the call.'),
  windowSeconds: z.number().int().min(1).max(MONTH_SECONDS).optional().describe('Of the last so many seconds.'),
  period: z.enum(PERIODS).optional().describe('Of this calendar day or month.'),
  zone: z
    .string()
    .regex(/^[A-Za-z0-9_+/-]{1,64}$/, 'must be the name of a time zone')
    .refine(isZone, 'is no time zone this server knows')
    .default('UTC')
    .describe('Where the day or month begins, such as Europe/Berlin.'),
} as const;

/** Neither window nor period: since it was declared, which by session is the whole session. */
export const FactDefinition = z
  .strictObject(shape)
  .refine(({ windowSeconds, period }) => windowSeconds === undefined || period === undefined, {
    message: 'is a sliding window or a calendar period, not both',
    path: ['period'],
  })
  .refine(({ measure, windowSeconds, period }) => !isTime(measure) || (windowSeconds ?? period) === undefined, {
    message: 'a point in time has no window',
    path: ['measure'],
  });
export type FactDefinition = z.output<typeof FactDefinition>;

/** The same as it is recorded: nothing is left to a default that may be another one tomorrow. */
export const RecordedDefinition = z.object({
  measure: z.string(),
  tools: z.array(z.string()).nullable(),
  verdicts: z.array(z.enum(VERDICTS)),
  codes: z.array(z.enum(DECISION_CODES)).nullable(),
  /** Left out where labels do not matter, so that what was declared before there were any means the same. */
  labels: z.array(z.string()).optional(),
  outcomes: z.array(z.enum(OUTCOMES)).nullable(),
  underWay: z.enum(UNDER_WAY),
  by: z.string(),
  windowSeconds: z.number().int().nullable(),
  period: z.enum(PERIODS).nullable(),
  zone: z.string(),
});
export type RecordedDefinition = z.output<typeof RecordedDefinition>;

export function recordedDefinition(given: FactDefinition): RecordedDefinition {
  const { tools = null, codes = null, outcomes = null, windowSeconds = null, period = null, ...rest } = given;
  // When something was last done is never told of what may not have been done.
  const underWay = isTime(given.measure) ? 'waits' : given.underWay;
  return { ...rest, tools, codes, outcomes, underWay, windowSeconds, period };
}

/** Of name and meaning: whoever declares the same again goes on counting where it was. */
export function definitionDigest(name: string, definition: RecordedDefinition): string {
  return digestOf(canonicalJson({ name, ...definition } as Json));
}

export function isTime(measure: string): boolean {
  return measure === 'last(at)' || measure === 'since(call)';
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

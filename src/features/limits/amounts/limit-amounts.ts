import type { CallCost } from '#libs/decision-guards';
import type { JsonObject } from '#libs/event-sourcing';
import type { Limit } from '../decider.js';

/** A call as it is measured: with what it costs, once that is known. */
export interface MeasuredCall {
  readonly context: JsonObject;
  readonly cost?: CallCost | undefined;
}

/** Money is counted in thousandths of a minor unit, as it is priced: many cheap calls come to what they cost together. */
const THOUSANDTHS = 1_000;
const MOST_TOKENS = 1_000_000_000;

/** What the call adds to the count of a limit; undefined when it does not say what it has to. */
export function amountOf({ measure }: Pick<Limit, 'measure'>, { context, cost }: MeasuredCall): number | undefined {
  if (measure === 'calls') return 1;
  const tokens = tokensIn(context);
  if (measure === 'tokens') return tokens;
  if (!cost || (cost.perThousandTokens > 0 && tokens === undefined)) return undefined;
  return thousandthsOf(cost);
}

/** What a call used beyond what was counted when it was decided: tokens, and thousandths of a minor unit. Null: nothing was. */
export function beyondCounted(
  call: MeasuredCall | null,
  { tokens }: { readonly tokens: number },
): { readonly tokensBeyond: number; readonly costBeyond: number } {
  if (!call) return { tokensBeyond: 0, costBeyond: 0 };
  const tokensBeyond = tokens - (tokensIn(call.context) ?? 0);
  // Decisions from before the price of tokens was recorded with them stay as they were counted. Never -0, which is no JSON.
  const perThousandTokens = call.cost?.perThousandTokens ?? 0;
  return { tokensBeyond, costBeyond: perThousandTokens === 0 ? 0 : perThousandTokens * tokensBeyond };
}

/** Whether what a call adds may turn out to be something else. */
export function isSettledLater({ measure }: Pick<Limit, 'measure'>): boolean {
  return measure !== 'calls';
}

/** What a limit allows, as it is counted. */
export function allowedBy({ measure, most }: Pick<Limit, 'measure' | 'most'>): number {
  return measure === 'cost' ? most * THOUSANDTHS : most;
}

/** What was counted, as it is told: a minor unit that was begun is used. */
export function inUnits(measure: Limit['measure'], amount: number): number {
  return measure === 'cost' ? Math.ceil(amount / THOUSANDTHS) : amount;
}

function thousandthsOf({ minor, thousandths }: Pick<CallCost, 'minor' | 'thousandths'>): number {
  return minor * THOUSANDTHS + thousandths;
}

/** What the agent says the call will need; undefined when it does not, or says something that is no such number. */
export function tokensIn(context: JsonObject): number | undefined {
  const tokens = member(member(context, 'usage'), 'tokens');
  return Number.isSafeInteger(tokens) && (tokens as number) >= 0 && (tokens as number) <= MOST_TOKENS
    ? (tokens as number)
    : undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
}

import type { CallCost } from '#libs/decision-guards';
import type { JsonObject } from '#libs/event-sourcing';
import type { PriceList } from '../events.js';
import { tokensIn } from './limit-amounts.js';

/**
 * What a call costs by a list of prices: nothing is rounded, because what is less than a minor unit is kept in thousandths of one. It is
 * recorded with the decision, so that it stays what it was under the list that was in force.
 */
export function costOf(
  { version, tools, other }: PriceList,
  { tool, context }: { readonly tool: string; readonly context: JsonObject },
): CallCost {
  const { perCall, perThousandTokens } = (Object.hasOwn(tools, tool) ? tools[tool] : undefined) ?? other;
  // Below 2^53: a billion tokens at a hundred thousand, the most of both.
  const thousandths = perThousandTokens * (tokensIn(context) ?? 0);
  return {
    prices: version,
    perThousandTokens,
    minor: perCall + Math.floor(thousandths / 1_000),
    thousandths: thousandths % 1_000,
  };
}

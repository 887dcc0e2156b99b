import { CountValues } from '#features/facts/contract';
import { isRefusal, refuse } from '#libs/event-sourcing';
import { madeId } from '#platform/auth/made-secrets';
import { handling } from '#platform/operations/caller';
import type { SetLimitRequest } from './commands.js';
import { LimitDesk } from './limit-desk.js';
import { inUnits } from './amounts/limit-amounts.js';
import { definitionOf } from './limited-call.js';
import { LIMITS_STREAM } from './limits-stream.js';
import { EndLimit, ListLimits, ListLimitValues, ListPrices, ListQuotas, SetLimit, SetPrices } from './operations.js';
import { LimitsQuery } from './reading/limits.query.js';
import { PricesQuery } from './reading/prices.query.js';
import { QuotasQuery } from './reading/quotas.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListLimits, [LimitsQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(ListLimitValues, [LimitDesk, CountValues], async ({ input, caller: { principal } }, desk, values) => {
    const { state } = await desk.states.refresh(principal.tenant, LIMITS_STREAM);
    const limit = state.limits.find(({ id }) => id === input.limitId);
    if (!limit) return refuse('LIMIT_NOT_FOUND');
    const page = await values.of(principal.tenant, { digest: limit.id, definition: definitionOf(limit) }, input);
    if (isRefusal(page)) return page;
    return {
      ...page,
      items: page.items.map(({ group, value, position }) => ({ group, used: inUnits(limit.measure, Number(value)), position })),
    };
  }),
  handling(SetLimit, [LimitDesk], ({ input, caller: { context } }, desk) =>
    desk.handle(context, { type: 'SetLimit', limit: madeId(context, 'limit'), ...recorded(input) }),
  ),
  handling(EndLimit, [LimitDesk], ({ input: { limitId: limit, reason }, caller: { context } }, desk) =>
    desk.handle(context, { type: 'EndLimit', limit, reason }),
  ),
  handling(ListQuotas, [QuotasQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(ListPrices, [PricesQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(SetPrices, [LimitDesk], ({ input: { tools, other }, caller: { context } }, desk) =>
    desk.setPrices(context, { type: 'SetPrices', tools, other }),
  ),
];

/** As it is recorded: nothing is left to a default that may be another one tomorrow. */
function recorded(input: SetLimitRequest) {
  const { name, subject, agent, tool, label, measure, limit: most, windowSeconds = null, period = null, zone, action } = input;
  const target = agent ?? tool ?? label ?? null;
  const of = { subject, target, tool: null, policy: null };
  return { name, ...of, measure, most, windowSeconds, period, zone, action };
}

import { canonicalJson } from '#libs/evidence';
import { decider, refuse } from '#libs/event-sourcing';
import type { LimitCommand } from './commands.js';
import type { LimitEvent, LimitSet, PriceList } from './events.js';
import type { LimitRefusalCode } from './refusals.js';

/** Every call looks at all of them. */
const MOST_LIMITS = 64;

export type Limit = Omit<LimitSet, 'type' | 'limit'> & { readonly id: string };

export interface LimitsState {
  /** In the order in which they were set. */
  readonly limits: readonly Limit[];
  /** The list that calls are priced by; null while there is none. */
  readonly prices: PriceList | null;
}

/** Limits are set and ended, never changed: what counted against one never counts against another. */
export const limits = decider<LimitCommand, LimitEvent, LimitsState, LimitRefusalCode>({
  initial: { limits: [], prices: null },
  decide: {
    SetLimit: ({ type: _, ...set }, state) => {
      if (state.limits.some(({ name }) => name === set.name)) return refuse('LIMIT_ALREADY_SET');
      if (state.limits.filter(({ policy }) => policy === null).length >= MOST_LIMITS) return refuse('TOO_MANY_LIMITS');
      if (set.measure === 'cost' && state.prices === null) return refuse('NO_PRICE_LIST');
      return [{ type: 'LimitSet', ...set }];
    },
    EndLimit: ({ limit, reason }, state) => {
      const known = state.limits.find(({ id }) => id === limit);
      if (!known) return refuse('LIMIT_NOT_FOUND');
      return known.policy === null ? [{ type: 'LimitEnded', limit, reason }] : refuse('LIMIT_IS_A_POLICYS');
    },
    DeclareRateLimits: ({ limits: wanted }, state) => {
      const known = state.limits.filter((limit) => limit.policy !== null);
      const gone = known.filter(({ id }) => !wanted.some(({ limit }) => limit === id));
      return [
        ...gone.map(({ id }): LimitEvent => ({ type: 'LimitEnded', limit: id, reason: 'the active policy does not declare it' })),
        ...wanted.filter(({ limit }) => !known.some(({ id }) => id === limit)),
      ];
    },
    SetPrices: ({ tools, other }, { prices }) => {
      const known = prices && { tools: prices.tools, other: prices.other };
      if (known && canonicalJson(known) === canonicalJson({ tools, other })) return [];
      return [{ type: 'PricesSet', version: (prices?.version ?? 0) + 1, tools, other }];
    },
  },
  evolve: {
    LimitSet: (state, { type: _, limit: id, ...set }) => ({ ...state, limits: [...state.limits, { id, ...set }] }),
    LimitEnded: (state, { limit }) => ({ ...state, limits: state.limits.filter(({ id }) => id !== limit) }),
    PricesSet: (state, { type: _, ...prices }) => ({ ...state, prices }),
  },
});

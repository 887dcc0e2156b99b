import {
  NOTHING_ALONG,
  type Asked,
  type Asking,
  type CallInput,
  type Decided,
  type DecisionGuard,
  type Effects,
  type Judgement,
  type LimitStanding,
  type Settled,
} from '#libs/decision-guards';
import { adding, correcting, type Facts } from '#features/facts/contract';
import { nameBasedId } from '#libs/event-ids';
import { toNewEvents, type CommandContext, type StreamState, type StreamWrite } from '#libs/event-sourcing';
import { amountIn, isIncomplete, secondsUntilLess, type FactState } from '#libs/facts';
import { stopped } from '#libs/ruling';
import { costOf } from '../amounts/call-cost.js';
import type { LimitsState } from '../decider.js';
import { limitWarningEvents } from '../events.js';
import type { LimitDesk } from '../limit-desk.js';
import { allowedBy, amountOf, beyondCounted, inUnits, isSettledLater } from '../amounts/limit-amounts.js';
import { placesOf, type LimitPlace } from '../limited-call.js';
import { LIMITS_STREAM } from '../limits-stream.js';

const NOWHERE: readonly LimitPlace[] = [];

/**
 * So many calls, so much money, so many tokens and no more. What a call adds is counted in the append of its decision, so that the
 * last unit is given away once, on whatever replica.
 */
export const limitsGuard = (
  desk: Pick<LimitDesk, 'states'>,
  facts: Pick<Facts, 'counts' | 'written'>,
): DecisionGuard<LimitsState> => ({
  name: 'limits',
  place: 50,
  standsOn: {
    states: desk.states,
    stream: ({ call, settles }) => (call || settles?.usage ? LIMITS_STREAM : undefined),
    further: (asking, { state }) => placesIn(asking, state).map(({ stream }) => ({ states: facts.counts, stream })),
  },
  together: (asking) => laneOf(asking, desk.states.peek(asking.tenant, LIMITS_STREAM)?.state),
  inform: (asked, input) => {
    const places = placesIn(asked.asking, asked.at.state);
    const { prices } = asked.at.state;
    const priced = prices ? { ...input, cost: costOf(prices, input) } : input;
    return places.length > 0 ? { ...priced, limits: standings(places, asked, priced) } : priced;
  },
  judge: (asked, input) => {
    for (const [i, place] of placesIn(asked.asking, asked.at.state).entries()) {
      const judgement = judgedBy(place, countAt(asked, i), input);
      if (judgement) return judgement;
    }
    return undefined;
  },
  effects: (decided, asked) => effectsOf(decided, asked, facts),
  settle: (settled, asked) =>
    settled.settlement.usage ? corrections(settled, settled.settlement.usage, asked, facts) : { writes: [] },
});

/** The last that was looked for: all that is asked of this guard about one call begins with it. */
let last: { readonly asking: Asking; readonly limits: LimitsState['limits']; readonly places: readonly LimitPlace[] } | undefined;

function placesIn(asking: Asking, { limits }: LimitsState): readonly LimitPlace[] {
  if (limits.length === 0) return NOWHERE;
  if (last?.asking === asking && last.limits === limits) return last.places;
  const places = placesAmong(limits, asking);
  last = { asking, limits, places };
  return places;
}

function placesAmong(limits: LimitsState['limits'], { tenant, agent, session, call, settles }: Asking): readonly LimitPlace[] {
  if (settles?.usage) return placesOf(limits.filter(isSettledLater), settles.input);
  if (!call) return [];
  return placesOf(limits, { tenant, agent, session: { id: session }, tool: call.tool, arguments: call.arguments });
}

function standings(places: readonly LimitPlace[], asked: Asked<LimitsState>, input: CallInput): Record<string, LimitStanding> {
  const told: Record<string, LimitStanding> = {};
  for (const [i, { limit, fact }] of places.entries()) {
    const state = countAt(asked, i);
    told[limit.name] = {
      limit: limit.most,
      used: inUnits(limit.measure, amountIn(fact.definition, state, input.time)),
      adds: inUnits(limit.measure, amountOf(limit, input) ?? 0),
      // Where nothing is used yet, this call is the first to leave the window.
      resetSeconds: secondsUntilLess(fact.definition, state, input.time) || (limit.windowSeconds ?? 0),
      action: limit.action,
    };
  }
  return told;
}

function judgedBy({ limit, fact, group }: LimitPlace, state: FactState, input: CallInput): Judgement | undefined {
  const amount = amountOf(limit, input);
  if (amount === undefined) return denied('LIMIT_UNCOUNTABLE', limit.name, whyUncountable(limit, input), null);
  if (limit.action === 'warn') return undefined;
  const used = amountIn(fact.definition, state, input.time);
  if (used + amount <= allowedBy(limit) && !isIncomplete(fact.definition, state, input.time)) return undefined;
  const of = limit.period ? `this ${limit.period}` : `${limit.windowSeconds ?? 0} s`;
  const reason = `${group}: ${inUnits(limit.measure, used)} of ${limit.most} ${UNIT[limit.measure]} in ${of} are used`;
  const retryAfter = Math.max(1, secondsUntilLess(fact.definition, state, input.time));
  return denied(limit.period ? 'BUDGET_EXCEEDED' : 'RATE_LIMITED', limit.name, reason, retryAfter);
}

function whyUncountable({ name, measure }: LimitPlace['limit'], { cost }: CallInput): string {
  if (measure === 'cost' && !cost) return `the limit ${name} goes by a list of prices, and there is none`;
  const counts = measure === 'cost' ? 'money, by the price of tokens as well' : 'tokens';
  return `the limit ${name} counts ${counts}, and context.usage.tokens is no whole number`;
}

const UNIT = { calls: 'calls', cost: 'minor units', tokens: 'tokens' } as const;

function denied(code: Judgement['code'], limit: string, reason: string, retryAfter: number | null): Judgement {
  return { ...stopped('DENY', code, `writ.limits.${limit}`, reason), retryAfter, policy: null, pin: null };
}

/** Only what may run is counted. */
function effectsOf(
  { decision, context, input, judgement }: Decided,
  asked: Asked<LimitsState>,
  facts: Pick<Facts, 'written'>,
): Effects<LimitsState> {
  if (judgement.verdict !== 'ALLOW' && judgement.verdict !== 'MODIFY') return NOTHING_ALONG;
  const writes: StreamWrite[] = [];
  const leavesFurther: (StreamState<FactState> | undefined)[] = [];
  for (const [i, place] of placesIn(asked.asking, asked.at.state).entries()) {
    const { limit, fact, stream } = place;
    const at = asked.further[i] as StreamState<FactState>;
    const amount = amountOf(limit, input) ?? 0;
    const added = { decision, amount: { amount, key: null }, at: input.time, isUnderWay: isSettledLater(limit) };
    const made = facts.written(stream, adding(place, added, at), context, at, decision);
    leavesFurther.push(made?.leaves);
    if (made) writes.push(made.write);
    const used = amountIn(fact.definition, at.state, input.time);
    if (goesBeyond(limit, used, used + amount)) writes.push(warning(place, context, decision, used + amount, decision));
  }
  return { writes, leavesFurther };
}

/**
 * What the agent said before the call was held; now it is known. It may come to more than the limit: what was used was used, and the
 * next call is told. A call that is counted no more (its day or month is over, or the limit is a later one) is left as it is.
 */
function corrections(
  { context, settlement: { decision, input }, now }: Settled,
  usage: { readonly tokens: number },
  asked: Asked<LimitsState>,
  facts: Pick<Facts, 'written'>,
): Effects<LimitsState> {
  const writes: StreamWrite[] = [];
  const leavesFurther: (StreamState<FactState> | undefined)[] = [];
  const { tokensBeyond, costBeyond } = beyondCounted(input, usage);
  const cause = `outcome ${decision}`;
  for (const [i, place] of placesIn(asked.asking, asked.at.state).entries()) {
    const { limit, fact, stream } = place;
    const at = asked.further[i] as StreamState<FactState>;
    const change = limit.measure === 'cost' ? costBeyond : tokensBeyond;
    const made = facts.written(stream, correcting(place, { decision, change, at: input.time }, at), context, at, cause);
    leavesFurther.push(made?.leaves);
    if (!made) continue;
    writes.push(made.write);
    const [before, after] = [at.state, made.leaves.state].map((state) => amountIn(fact.definition, state, now)) as [
      number,
      number,
    ];
    if (goesBeyond(limit, before, after)) writes.push(warning(place, context, decision, after, cause));
  }
  return { writes, leavesFurther };
}

function goesBeyond(limit: LimitPlace['limit'], before: number, after: number): boolean {
  return limit.action === 'warn' && before <= allowedBy(limit) && after > allowedBy(limit);
}

function warning(
  { limit, group }: LimitPlace,
  context: CommandContext,
  decision: string,
  used: number,
  cause: string,
): StreamWrite {
  const warned = {
    type: 'LimitWarned',
    limit: limit.id,
    name: limit.name,
    group,
    decision,
    used: inUnits(limit.measure, used),
    most: limit.most,
  } as const;
  const id = () => nameBasedId(`writ/limit-warned\n${cause}\n${limit.id}`);
  return { stream: `limit/${limit.id}`, expect: 'any', events: toNewEvents(limitWarningEvents, context, [warned], id) };
}

function countAt({ further }: Asked<LimitsState>, i: number): FactState {
  return (further[i] as StreamState<FactState>).state;
}

/** Calls that move one count are decided together: those of an agent, or of everybody. */
function laneOf({ agent, call, settles }: Asking, state: LimitsState | undefined): string | undefined {
  const tool = call ? call.tool : settles?.usage && settles.input.tool;
  if (tool === undefined || !state) return undefined;
  const moved = call ? state.limits : state.limits.filter(isSettledLater);
  const limits = moved.filter((limit) => limit.tool === null || limit.tool === tool);
  if (limits.length === 0) return undefined;
  return limits.every(({ subject }) => subject === 'agent') ? `agent ${agent.id}` : 'tenant';
}

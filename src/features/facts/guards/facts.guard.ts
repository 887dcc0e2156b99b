import {
  NOTHING_ALONG,
  type Asked,
  type Asking,
  type DecisionCode,
  type DecisionGuard,
  type Effects,
} from '#libs/decision-guards';
import type { CommandContext, JsonObject, StreamState } from '#libs/event-sourcing';
import { isIncomplete, valueOf, type FactCall, type FactState } from '#libs/facts';
import { stopped } from '#libs/ruling';
import type { CountEvent } from '../events.js';
import { callCounted, isUncountable, outcomeCounted, placeOf, type CountPlace } from '../counting.js';
import type { DeclaredFact, FactsState } from '../decider.js';
import { writtenCount } from '../written-counts.js';
import { FACTS_STREAM } from '../fact-streams.js';
import type { FactDesk } from '../fact-desk.js';

type Desk = Pick<FactDesk, 'declarations' | 'counts'>;

/**
 * Tells the policy what happened before, and counts what happens now in the same append. A call that a fact would count and cannot,
 * because an argument is missing or nothing that can be added up, is denied: the policy would be told too little for ever after.
 */
export const factsGuard = ({ declarations, counts }: Desk): DecisionGuard<FactsState> => ({
  name: 'facts',
  place: 65,
  standsOn: {
    states: declarations,
    stream: ({ call, settles }) => ((call ?? settles) ? FACTS_STREAM : undefined),
    further: (asking, { state }) => placesOf(asking, state).map(({ stream }) => ({ states: counts, stream })),
  },
  together: (asking) => laneOf(asking, declarations.peek(asking.tenant, FACTS_STREAM)?.state),
  inform: (asked, input) => {
    const { declared } = asked.at.state;
    return declared.length === 0 ? input : { ...input, facts: toldBy(asked, input.time) };
  },
  judge: ({ asking, at, further }, input) => {
    const uncountable = at.state.declared.find((fact) => isUncountable(fact, input));
    const full = placesOf(asking, at.state).find(({ fact }, i) => isIncomplete(fact.definition, countAt(further[i]), input.time));
    const fact = uncountable?.name ?? full?.fact.name;
    if (fact === undefined) return undefined;
    const reason = uncountable
      ? `the fact ${fact} cannot count this call: an argument is missing or is nothing that can be counted`
      : `the fact ${fact} has counted more than can be told exactly`;
    return {
      ...stopped('DENY', 'FACT_UNCOUNTABLE' satisfies DecisionCode, `writ.facts.${fact}`, reason),
      policy: null,
      pin: null,
    };
  },
  effects: ({ decision, context, input, judgement }, asked) =>
    recorded(asked, context, decision, (place, at) => callCounted(place, { decision, input, judgement }, at)),
  settle: (settled, asked) =>
    recorded(asked, settled.context, `outcome ${settled.settlement.decision}`, (place, at) => outcomeCounted(place, settled, at)),
});

/** The counts that a call belongs to, or that its outcome may change; always in the same order. */
function placesOf({ tenant, agent, session, call, settles }: Asking, { declared }: FactsState): readonly CountPlace[] {
  if (declared.length === 0) return [];
  if (settles)
    return placed(
      declared.filter(({ definition }) => definition.outcomes !== null),
      settles.input,
    );
  if (!call) return [];
  return placed(declared, { tenant, agent, session: { id: session }, tool: call.tool, arguments: call.arguments });
}

function placed(facts: readonly DeclaredFact[], call: FactCall): readonly CountPlace[] {
  return facts.flatMap((fact) => placeOf(fact, call) ?? []);
}

/** By name; what nothing can be told of, such as when something was last done that never was, is left out. */
function toldBy({ asking, at, further }: Asked<FactsState>, now: string): JsonObject {
  const told = placesOf(asking, at.state).flatMap(({ fact }, i) => {
    const value = valueOf(fact.definition, countAt(further[i]), now);
    return value === undefined ? [] : [[fact.name, value] as const];
  });
  return Object.fromEntries(told);
}

function recorded(
  { asking, at, further }: Asked<FactsState>,
  context: CommandContext,
  cause: string,
  eventsOf: (place: CountPlace, at: StreamState<FactState>) => readonly CountEvent[],
): Effects<FactsState> {
  if (at.state.declared.length === 0) return NOTHING_ALONG;
  const made = placesOf(asking, at.state).map((place, i) => {
    const count = further[i] as StreamState<FactState>;
    return writtenCount(place.stream, eventsOf(place, count), context, count, cause);
  });
  return { writes: made.flatMap((each) => each?.write ?? []), leavesFurther: made.map((each) => each?.leaves) };
}

function countAt(state: StreamState<unknown> | undefined): FactState {
  return (state as StreamState<FactState>).state;
}

/** Calls that move one count for many sessions are decided together. */
function laneOf({ agent }: Asking, state: FactsState | undefined): string | undefined {
  const wide = (state?.declared ?? []).filter(({ definition }) => definition.by !== 'session');
  if (wide.length === 0) return undefined;
  return wide.every(({ definition }) => definition.by === 'agent') ? `agent ${agent.id}` : 'tenant';
}

import type { Facts } from '#features/facts/contract';
import {
  NOTHING_ALONG,
  type Asked,
  type Asking,
  type DecisionCode,
  type DecisionGuard,
  type FurtherStream,
  type Judgement,
} from '#libs/decision-guards';
import type { StreamState } from '#libs/event-sourcing';
import { stopped } from '#libs/ruling';
import type { Subject } from '../decider.js';
import type { IncidentDesk } from '../incident-desk.js';
import { quarantineStream, QUARANTINE_RULES_STREAM } from '../incident-streams.js';
import type { QuarantineRules } from '../quarantine-rules.js';
import { recorded } from './containing.js';
import { countsCall, countsOutcome, placesOf, pointsOf, pointsOfOutcome, type TriggerPlace } from './what-counts.js';

/**
 * Whoever is contained gets nothing through, whatever the rules say by now. What a call, or its outcome, adds to a score or a trigger
 * is recorded in its append, and so are the incident and the containment when it is one too many: the next decision anywhere is refused.
 */
export const quarantineGuard = (
  desk: Pick<IncidentDesk, 'rules' | 'subjects'>,
  facts: Pick<Facts, 'counts' | 'written'>,
): DecisionGuard<QuarantineRules> => ({
  name: 'quarantine',
  place: 40,
  standsOn: {
    states: desk.rules,
    stream: ({ call, settles }) => ((call ?? settles) ? QUARANTINE_RULES_STREAM : undefined),
    further: (asking, { state }) => {
      if (state.version === 0) return [];
      const counts = placesIn(asking, state).map(({ stream }) => ({ states: facts.counts, stream }));
      return [...subjectStreams(asking, desk), ...counts];
    },
  },
  together: ({ tenant, agent }) => {
    const rules = desk.rules.peek(tenant, QUARANTINE_RULES_STREAM)?.state;
    return rules?.triggers.some(({ subject }) => subject === 'agent') ? `agent ${agent.id}` : undefined;
  },
  judge: ({ asking, further }) => {
    const [session, agent] = further as readonly StreamState<Subject>[];
    if (session?.state.active) return contained(`session ${asking.session}`, session.state.active.id);
    return agent?.state.active ? contained(`agent ${asking.agent.id}`, agent.state.active.id) : undefined;
  },
  effects: ({ decision, context, input, judgement }, asked) => {
    // As long as there were never any rules.
    if (asked.further.length === 0) return NOTHING_ALONG;
    const places = placesAt(asked);
    const counted = places.filter((place) => countsCall(place, judgement, input.labels));
    const happened = { decision, cause: decision, at: input.time, points: pointsOf(judgement) };
    return recorded({ ...happened, places, counted }, asked, context, facts);
  },
  settle: ({ settlement, context, now }, asked) => {
    const { decision, status, labels: told, input } = settlement;
    const places = placesAt(asked);
    const counted = places.filter((place) => countsOutcome(place, settlement, { status, told, known: input.labels ?? [] }));
    const happened = { decision, cause: `outcome ${decision}`, at: now, points: pointsOfOutcome(settlement, status) };
    return recorded({ ...happened, places, counted }, asked, context, facts);
  },
});

function subjectStreams({ session, agent }: Asking, { subjects }: Pick<IncidentDesk, 'subjects'>): FurtherStream[] {
  return [quarantineStream('session', session), quarantineStream('agent', agent.id)].map((stream) => ({
    states: subjects,
    stream,
  }));
}

function placesAt({ asking, at }: Asked<QuarantineRules>): readonly TriggerPlace[] {
  return placesIn(asking, at.state);
}

function placesIn({ tenant, agent, session, call, settles }: Asking, { triggers }: QuarantineRules): readonly TriggerPlace[] {
  if (triggers.length === 0) return [];
  if (settles) return placesOf(triggers, settles.input, true);
  if (!call) return [];
  return placesOf(triggers, { tenant, agent, session: { id: session }, tool: call.tool, arguments: call.arguments }, false);
}

function contained(who: string, incident: string): Judgement {
  const code: DecisionCode = 'QUARANTINED';
  return {
    ...stopped('DENY', code, `writ.incidents.${incident}`, `the ${who} is quarantined: incident ${incident}`),
    policy: null,
    pin: null,
  };
}

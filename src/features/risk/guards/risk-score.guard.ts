import { NOTHING_ALONG, type DecisionGuard } from '#libs/decision-guards';
import { nameBasedId } from '#libs/event-ids';
import { toNewEvents } from '#libs/event-sourcing';
import type { RiskState } from '../decider.js';
import { riskScoreEvents } from '../events.js';
import type { RiskDesk } from '../risk-desk.js';
import { scoreOf } from '../risk-score.js';
import { RISK_STREAM, scoreStream } from '../risk-streams.js';

/**
 * Scores what was decided, in the append of the decision and by the list that is in force there. It stands behind everybody and has
 * nothing to say to anybody: neither a policy nor a guard can know the score.
 */
export const riskScoreGuard = (desk: Pick<RiskDesk, 'states'>): DecisionGuard<RiskState> => ({
  name: 'risk-score',
  place: 95,
  standsOn: { states: desk.states, stream: ({ call }) => (call ? RISK_STREAM : undefined) },
  effects: ({ decision, context, input, judgement }, { at }) => {
    const { version: factors, factors: list } = at.state;
    const { score, because } = scoreOf(list, input, judgement.verdict);
    if (score === 0) return NOTHING_ALONG;
    const { agent, tool } = input;
    const scored = { type: 'RiskScored', decision, agent: agent.id, tool, factors, score, because } as const;
    const events = toNewEvents(riskScoreEvents, context, [scored], () => nameBasedId(`writ/risk-score\n${decision}`));
    return { writes: [{ stream: scoreStream(agent.id), expect: 'any', events }] };
  },
});

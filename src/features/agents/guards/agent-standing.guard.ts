import type { DecisionGuard } from '#libs/decision-guards';
import { refuse } from '#libs/event-sourcing';
import { agentStream } from '../contract.js';
import type { AgentDirectory } from '../agent-directory.js';
import type { AgentState } from '../decider.js';

/** Admits nobody whose key was revoked since it was proven; the labels a policy sees are those of the same revision. */
export const agentStandingGuard = ({ states }: AgentDirectory): DecisionGuard<AgentState> => ({
  name: 'agent-standing',
  place: 20,
  standsOn: { states, stream: ({ agent }) => agentStream(agent.id) },
  admit: ({ asking, at: { state } }) => {
    const { agent } = asking;
    if (!state.keys.has(agent.keyId)) return refuse('UNAUTHENTICATED', 'the key was revoked');
    return agent.labels === state.labels ? asking : { ...asking, agent: { ...agent, labels: state.labels } };
  },
});

import { refusals } from '#libs/event-sourcing';

export const agentRefusals = refusals({
  AGENT_ALREADY_EXISTS: {
    kind: 'conflict',
    says: 'An agent with this id exists in your tenant.',
    fix: 'Choose another id, or rotate the key of the existing agent.',
  },
  AGENT_NOT_FOUND: { kind: 'not-found', says: 'There is no such agent in your tenant.', fix: 'See `GET /v1/agents`.' },
  AGENT_KEY_NOT_FOUND: {
    kind: 'not-found',
    says: 'The agent has no active key with this id.',
    fix: 'See the keys of the agent in `GET /v1/agents`.',
  },
});
export type AgentRefusalCode = keyof typeof agentRefusals;

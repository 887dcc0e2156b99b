import { decider, refuse } from '#libs/event-sourcing';
import type { AgentCommand } from './commands.js';
import type { AgentEvent } from './events.js';
import type { AgentRefusalCode } from './refusals.js';

export interface AgentState {
  /** Undefined until the agent is registered. */
  readonly id: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Hex SHA-256 of the secret of each active key, by key id. */
  readonly keys: ReadonlyMap<string, string>;
}

/** An agent is registered once with one key; rotating issues a new key and revokes every other at the same moment. */
export const agents = decider<AgentCommand, AgentEvent, AgentState, AgentRefusalCode>({
  initial: { id: undefined, labels: {}, keys: new Map() },
  decide: {
    RegisterAgent: ({ agent, name, labels, keyId, secretHash }, { id }) =>
      id !== undefined
        ? refuse('AGENT_ALREADY_EXISTS')
        : [
            { type: 'AgentRegistered', agent, name, labels },
            { type: 'AgentKeyIssued', agent, keyId, secretHash },
          ],
    RotateAgentKey: ({ keyId, secretHash }, { id, keys }) =>
      id === undefined
        ? refuse('AGENT_NOT_FOUND')
        : [
            { type: 'AgentKeyIssued', agent: id, keyId, secretHash },
            ...[...keys.keys()].map((old): AgentEvent => ({ type: 'AgentKeyRevoked', agent: id, keyId: old, cause: 'rotated' })),
          ],
    RevokeAgentKey: ({ keyId }, { id, keys }) => {
      if (id === undefined) return refuse('AGENT_NOT_FOUND');
      return keys.has(keyId) ? [{ type: 'AgentKeyRevoked', agent: id, keyId, cause: 'revoked' }] : refuse('AGENT_KEY_NOT_FOUND');
    },
  },
  evolve: {
    AgentRegistered: (state, { agent, labels }) => ({ ...state, id: agent, labels }),
    AgentKeyIssued: (state, { keyId, secretHash }) => ({ ...state, keys: new Map(state.keys).set(keyId, secretHash) }),
    AgentKeyRevoked: (state, { keyId }) => ({ ...state, keys: new Map([...state.keys].filter(([id]) => id !== keyId)) }),
  },
});

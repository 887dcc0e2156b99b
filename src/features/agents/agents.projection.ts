import { projection, type ReadTable } from '#libs/event-sourcing';
import { agentEvents } from './events.js';

const AGENTS = 'agents_agents';
const KEYS = 'agents_keys';

export const agentsTables = [
  {
    name: AGENTS,
    key: ['id'],
    columns: {
      id: 'text',
      name: 'text',
      labels: 'json',
      registered_at: 'timestamp',
      registered_by: 'text',
      position: 'bigint',
    },
  },
  {
    name: KEYS,
    key: ['agent', 'key_id'],
    columns: { agent: 'text', key_id: 'text', issued_at: 'timestamp', revoked_at: 'timestamp?', cause: 'text?' },
  },
] as const satisfies readonly ReadTable[];

/** The tenant's agents and their keys, without anything secret. */
export const agentsProjection = projection(agentEvents, {
  name: 'agents',
  version: 1,
  tables: agentsTables,
  when: {
    AgentRegistered: (known, event) => {
      const { agent: id, name, labels } = known;
      return [
        {
          op: 'put',
          table: AGENTS,
          row: { id, name, labels, registered_at: event.at, registered_by: event.actor.id, position: event.position },
        },
      ];
    },
    AgentKeyIssued: (known, event) => {
      return [
        {
          op: 'put',
          table: KEYS,
          row: { agent: known.agent, key_id: known.keyId, issued_at: event.at, revoked_at: null, cause: null },
        },
      ];
    },
    AgentKeyRevoked: (known, event) => {
      return [
        {
          op: 'patch',
          table: KEYS,
          key: { agent: known.agent, key_id: known.keyId },
          set: { revoked_at: event.at, cause: known.cause },
        },
      ];
    },
  },
});

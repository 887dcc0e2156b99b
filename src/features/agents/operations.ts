import { z } from 'zod';
import { command, operators, PastPageQuery, query } from '#libs/operations';
import { AgentKeyRevoked, AgentPage, AgentWithKey, NewAgentKey } from './answers.js';
import { AgentId, KeyId, RegisterAgentRequest } from './commands.js';

const tag = 'agents';

export const RegisterAgent = command({
  name: 'registerAgent',
  id: 'agents.register',
  tag,
  says: 'Register an agent and get its key',
  access: operators('admin'),
  rest: 'POST /v1/agents',
  status: 201,
  body: RegisterAgentRequest,
  answer: AgentWithKey,
  graphql: { type: 'AgentWithKey', input: 'RegisterAgentInput' },
});

export const ListAgents = query({
  name: 'agents',
  id: 'agents.list',
  tag,
  says: 'List agents and their keys',
  access: operators('viewer'),
  rest: 'GET /v1/agents',
  query: PastPageQuery,
  answer: AgentPage,
  readsFrom: 'agents',
  graphql: { connection: 'Agent', says: 'Oldest first.' },
});

export const RotateAgentKey = command({
  name: 'rotateAgentKey',
  id: 'agents.rotate',
  tag,
  says: 'Issue a new key; every other key of the agent stops at once',
  access: operators('admin'),
  rest: 'POST /v1/agents/:id/keys/rotate',
  status: 201,
  path: z.object({ agent: AgentId }),
  answer: NewAgentKey,
  graphql: { type: 'NewAgentKey', says: 'Issues a new key; every other key of the agent stops at the same moment.' },
});

export const RevokeAgentKey = command({
  name: 'revokeAgentKey',
  id: 'agents.revoke',
  tag,
  says: 'Revoke one key; it stops at once',
  access: operators('admin'),
  rest: 'DELETE /v1/agents/:id/keys/:keyId',
  path: z.object({ agent: AgentId, keyId: KeyId }),
  answer: AgentKeyRevoked,
  graphql: { type: 'AgentKeyRevoked' },
});

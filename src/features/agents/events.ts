import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

export const agentEvents = eventTypes({
  AgentRegistered: {
    schema: 1,
    says: 'An agent exists in the tenant.',
    data: z.object({ agent: z.string(), name: z.string(), labels: z.record(z.string(), z.string()) }),
  },
  AgentKeyIssued: {
    schema: 1,
    says: 'A key authenticates this agent from here on. Only the SHA-256 of its 256-bit random secret is kept.',
    data: z.object({ agent: z.string(), keyId: z.string(), secretHash: z.string() }),
  },
  AgentKeyRevoked: {
    schema: 1,
    says: 'The key authenticates nobody from here on.',
    data: z.object({ agent: z.string(), keyId: z.string(), cause: z.enum(['rotated', 'revoked']) }),
  },
});
export type AgentEvent = EventsOf<typeof agentEvents>;

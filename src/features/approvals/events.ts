import { z } from 'zod';
import { eventTypes, type EventsOf, type JsonObject } from '#libs/event-sourcing';
import { ROLES } from '#libs/operations';
import { Workflow } from './workflow.js';

const PersonFacts = z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(ROLES)) });
const approval = z.string();
const comment = z.string().nullable();

export const approvalEvents = eventTypes({
  ApprovalRequested: {
    schema: 2,
    upcasts: { 1: (data) => ({ ...data, workflow: { ...(data['workflow'] as JsonObject), remindAfterSeconds: [] } }) },
    says: 'A call is held until people let it pass. The event id is the id of the approval.',
    data: z.object({
      approval,
      /** The first decision that held the call. */
      decision: z.string(),
      session: z.string(),
      agent: z.string(),
      /** Who may not approve: the agent, and the person its label `owner` names. */
      requesters: z.array(z.string()),
      tool: z.string(),
      arguments: z.custom<JsonObject>(),
      argumentsDigest: z.string(),
      policy: z.object({ id: z.string(), revision: z.number().int(), digest: z.string() }),
      rule: z.string(),
      reason: z.string(),
      workflow: Workflow,
      requestedAt: z.string(),
      expiresAt: z.string(),
      /** An earlier request for the same call that was still open, under another policy; it ends with this one. */
      supersedes: z.string().nullable(),
    }),
  },
  ApprovalGiven: {
    schema: 1,
    says: 'One person said yes, for themselves or for somebody who asked them to.',
    data: z.object({ approval, step: z.number().int(), by: PersonFacts, onBehalfOf: PersonFacts.nullable(), comment }),
  },
  ApprovalGranted: {
    schema: 1,
    says: 'Everybody who had to has said yes: the call may run once.',
    data: z.object({ approval }),
  },
  ApprovalDenied: {
    schema: 1,
    says: 'One person said no: this call does not run.',
    data: z.object({ approval, by: PersonFacts, reason: z.string() }),
  },
  ApprovalDelegated: {
    schema: 1,
    says: 'Somebody asked another person to decide in their place, for a while.',
    data: z.object({ approval, from: PersonFacts, to: z.string(), until: z.string(), comment }),
  },
  ApprovalWithdrawn: {
    schema: 1,
    says: 'The request, or the approval that was given, was taken back.',
    data: z.object({ approval, by: z.string(), reason: z.string() }),
  },
  ApprovalCommented: {
    schema: 1,
    says: 'Somebody said something about a request.',
    data: z.object({ approval, by: PersonFacts, comment: z.string() }),
  },
  ApprovalReminded: {
    schema: 1,
    says: 'People are reminded of a request that still waits for them.',
    /** The time at which it was due, and the next at which it will be. */
    data: z.object({ approval, due: z.string(), next: z.string().nullable() }),
  },
  ApprovalExpired: {
    schema: 1,
    says: 'The time was over before the call ran with it.',
    data: z.object({ approval }),
  },
  ApprovalUsed: {
    schema: 1,
    says: 'The call was let through by it; it lets nothing through any more.',
    data: z.object({ approval, decision: z.string() }),
  },
});
export type ApprovalEvent = EventsOf<typeof approvalEvents>;
export type ApprovalRequested = Extract<ApprovalEvent, { type: 'ApprovalRequested' }>;

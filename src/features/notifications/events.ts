import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';
import { FORMATS, NOTICES } from './notices.js';

const webhook = z.string();

export const webhookEvents = eventTypes({
  WebhookRegistered: {
    schema: 3,
    upcasts: { 1: (data) => ({ ...data, format: 'standard' }), 2: (data) => ({ ...data, maxPerMinute: 20 }) },
    says: 'What happens from now on is told to this address.',
    data: z.object({
      webhook,
      name: z.string(),
      /** `https:`, or `mailto:` and the address of one mailbox. */
      url: z.string(),
      format: z.enum(FORMATS),
      events: z.array(z.enum(NOTICES)),
      /** Deliveries; what more happens is told in digests. */
      maxPerMinute: z.number().int(),
      by: z.string(),
      /** Of what happened before, nothing is told. RFC 3339 UTC. */
      since: z.string(),
    }),
  },
  WebhookSecretRotated: {
    schema: 1,
    says: 'Deliveries are signed with another secret; until the overlap ends with the one before, too.',
    data: z.object({ webhook, version: z.number().int(), overlapUntil: z.string(), by: z.string() }),
  },
  WebhookEnded: {
    schema: 1,
    says: 'Nothing more is told there.',
    data: z.object({ webhook, reason: z.string(), by: z.string() }),
  },
  WebhookDeliveryResent: {
    schema: 1,
    says: 'Somebody wants a delivery to be sent once more.',
    data: z.object({ webhook, delivery: z.string(), by: z.string() }),
  },
});
export type WebhookEvent = EventsOf<typeof webhookEvents>;

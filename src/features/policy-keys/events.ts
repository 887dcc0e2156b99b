import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

export const policyKeyEvents = eventTypes({
  PolicyKeyRegistered: {
    schema: 1,
    says: 'Signatures on policy revisions by this key count from here on.',
    data: z.object({
      /** SHA-256 of the key's SPKI DER, lower-case hex. */
      keyId: z.string(),
      name: z.string(),
      algorithm: z.enum(['ES256', 'Ed25519']),
      /** SPKI PEM. */
      publicKey: z.string(),
    }),
  },
  PolicyKeyRetired: {
    schema: 1,
    says: 'Another key signs in its place. What it signed before stays good; it signs nothing more.',
    data: z.object({ keyId: z.string(), replacedBy: z.string() }),
  },
  PolicyKeyRevoked: {
    schema: 1,
    says: 'No signature by this key counts from here on, whenever it was made.',
    data: z.object({ keyId: z.string(), reason: z.string() }),
  },
});
export type PolicyKeyEvent = EventsOf<typeof policyKeyEvents>;

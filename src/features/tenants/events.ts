import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

export const tenantEvents = eventTypes({
  TenantCreated: {
    schema: 1,
    says: 'A tenant exists from here on, with a ledger of its own.',
    data: z.object({ tenant: z.string(), name: z.string() }),
  },
});
export type TenantEvent = EventsOf<typeof tenantEvents>;

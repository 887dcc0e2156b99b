import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

export const SCOPES = ['global', 'tenant', 'agent', 'tool', 'session'] as const;
export type Scope = (typeof SCOPES)[number];

const target = {
  scope: z.enum(SCOPES),
  /** Agent id, tool name or session id; null for global and tenant. */
  target: z.string().nullable(),
  reason: z.string(),
};

/** The one policy that decides a tenant's calls, by content. */
export const ActivePolicy = z.object({
  id: z.string(),
  revision: z.number().int(),
  /** SHA-256 over modules, data and entrypoint. */
  digest: z.string(),
  planDigest: z.string(),
  dataDigest: z.string(),
  entrypoint: z.string(),
});
export type ActivePolicy = Readonly<z.output<typeof ActivePolicy>>;

/** One kill or pause: what it covers and why. */
export interface Control {
  readonly scope: Scope;
  readonly target: string | null;
  readonly reason: string;
}

export const controlEvents = eventTypes({
  KillSwitchEngaged: { schema: 1, says: 'Calls in the scope are denied from here on.', data: z.object(target) },
  KillSwitchReleased: { schema: 1, says: 'The kill of this scope and target is lifted.', data: z.object(target) },
  TrafficPaused: { schema: 1, says: 'Calls in the scope are deferred from here on.', data: z.object(target) },
  TrafficResumed: { schema: 1, says: 'The pause of this scope and target is lifted.', data: z.object(target) },
  PolicyActivated: {
    schema: 1,
    says: 'This policy revision decides every call from here on.',
    data: z.object({ policy: ActivePolicy }),
  },
});
export type ControlEvent = EventsOf<typeof controlEvents>;

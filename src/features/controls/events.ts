import { z } from 'zod';
import { eventTypes, type EventsOf, type JsonObject } from '#libs/event-sourcing';

export const SCOPES = ['global', 'tenant', 'agent', 'tool', 'session'] as const;
export type Scope = (typeof SCOPES)[number];

const target = {
  scope: z.enum(SCOPES),
  /** Agent id, tool name or session id; null for global and tenant. */
  target: z.string().nullable(),
  reason: z.string(),
  /**
   * Which change of the deployment-wide controls this is, counted from 1, in the deployment's ledger and in every tenant's
   * that follows it; null for every other scope.
   */
  globalChange: z.number().int().nullable(),
};

const withoutGlobalChange = (data: JsonObject): JsonObject => ({ ...data, globalChange: null });

/** The one policy that decides a tenant's calls, by content. */
export const ActivePolicy = z.object({
  id: z.string(),
  revision: z.number().int(),
  /** SHA-256 over modules, data and entrypoint. */
  digest: z.string(),
  planDigest: z.string(),
  dataDigest: z.string(),
  entrypoint: z.string(),
  /** The DSSE envelope it was published with, by the SHA-256 of its canonical JSON, and the key that made it. */
  signature: z.object({ digest: z.string(), keyId: z.string() }).nullable(),
});
export type ActivePolicy = Readonly<z.output<typeof ActivePolicy>>;

/** One kill or pause: what it covers and why. */
export interface Control {
  readonly scope: Scope;
  readonly target: string | null;
  readonly reason: string;
}

/** Whose calls a pin covers: exactly one of the three. */
export const PinSelector = z
  .strictObject({
    agent: z
      .string()
      .regex(/^[A-Za-z0-9_.:-]{1,128}$/)
      .optional(),
    session: z
      .string()
      .regex(/^[\x21-\x7e]{1,128}$/)
      .optional(),
    label: z.strictObject({ name: z.string().min(1).max(64), value: z.string().max(256) }).optional(),
  })
  .refine(
    (selector) => Object.values(selector).filter((part) => part !== undefined).length === 1,
    'needs exactly one of agent, session and label',
  );
export type PinSelector = Readonly<z.output<typeof PinSelector>>;

/** Some calls are decided by another revision than everybody else's, until `expiresAt` (RFC 3339 UTC). */
export interface Pin {
  readonly pin: string;
  readonly selector: PinSelector;
  readonly policy: ActivePolicy;
  readonly expiresAt: string;
  readonly reason: string;
}

export const controlEvents = eventTypes({
  KillSwitchEngaged: {
    schema: 2,
    says: 'Calls in the scope are denied from here on.',
    data: z.object(target),
    upcasts: { 1: withoutGlobalChange },
  },
  KillSwitchReleased: {
    schema: 2,
    says: 'The kill of this scope and target is lifted.',
    data: z.object(target),
    upcasts: { 1: withoutGlobalChange },
  },
  TrafficPaused: {
    schema: 2,
    says: 'Calls in the scope are deferred from here on.',
    data: z.object(target),
    upcasts: { 1: withoutGlobalChange },
  },
  TrafficResumed: {
    schema: 2,
    says: 'The pause of this scope and target is lifted.',
    data: z.object(target),
    upcasts: { 1: withoutGlobalChange },
  },
  PolicyActivated: {
    schema: 2,
    says: 'This policy revision decides every call from here on, except where a pin says otherwise.',
    data: z.object({ policy: ActivePolicy }),
    upcasts: { 1: ({ policy }) => ({ policy: { ...(policy as JsonObject), signature: null } }) },
  },
  RevisionPinned: {
    schema: 1,
    says: 'Calls of an agent, a session or everybody with a label are decided by this revision until the pin expires.',
    data: z.object({
      pin: z.string(),
      selector: PinSelector,
      policy: ActivePolicy,
      expiresAt: z.string(),
      reason: z.string(),
    }),
  },
  RevisionUnpinned: {
    schema: 1,
    says: 'The pin is gone: lifted by somebody, or cleared away after it had expired.',
    data: z.object({ pin: z.string(), reason: z.string() }),
  },
  PolicyKeyDistrusted: {
    schema: 1,
    says: 'No policy signed with this key decides anything from here on.',
    data: z.object({ keyId: z.string(), reason: z.string() }),
  },
});
export type ControlEvent = EventsOf<typeof controlEvents>;

/** A kill or pause that was set or lifted. */
export type SwitchEvent = Extract<ControlEvent, { scope: unknown }>;

import type { Actor } from '#libs/event-sourcing';

/** What an agent key proves. `revision` is the revision of `agent/<id>` at which the key was known to be good. */
export interface AgentPrincipal {
  readonly kind: 'agent';
  readonly tenant: string;
  readonly id: string;
  readonly keyId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly revision: number;
}

/** What an operator's access token proves. */
export interface OperatorPrincipal {
  readonly kind: 'operator';
  readonly tenant: string;
  readonly id: string;
  readonly roles: readonly Role[];
  /** Milliseconds since 1970 at which the token that proved it expires; a long-lived connection MUST end there. */
  readonly expiresAt?: number;
}

export type Principal = AgentPrincipal | OperatorPrincipal;

/** The ledger of the deployment itself: tenants, owners, deployment-wide kills. No tenant id can look like this. */
export const DEPLOYMENT_LEDGER = '_deployment';

export const ROLES = [
  'viewer',
  'operator',
  'admin',
  'owner',
  'policy_admin',
  'approval_admin',
  'shadow_admin',
  'replay_admin',
  'incident_admin',
  'rollout_admin',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];

const LADDER: readonly Role[] = ['viewer', 'operator', 'admin', 'owner'];

/** Each of viewer < operator < admin < owner includes the ones below it; a domain role includes viewer only. */
export function hasRole(held: readonly Role[], needed: Role): boolean {
  if (held.includes(needed)) return true;
  const level = LADDER.indexOf(needed);
  if (level < 0) return false;
  if (level === 0) return held.length > 0;
  return held.some((role) => LADDER.indexOf(role) > level);
}

export function actorOf(principal: Principal): Actor {
  return principal.kind === 'agent' ? { kind: 'agent', id: principal.id } : { kind: 'user', id: principal.id };
}

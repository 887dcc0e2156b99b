import type { Actor } from '#libs/event-sourcing';
import type { Role } from '#libs/operations';

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
  /** How many secrets the operator had before the one that the token came from; 0 when the token does not say. */
  readonly generation?: number;
}

export type Principal = AgentPrincipal | OperatorPrincipal;

/** Writ itself, inside its own processes: a job, a reaction, the seed of the demo. No credential proves it. */
export interface SystemPrincipal {
  readonly kind: 'system';
  readonly tenant: string;
  /** What acts, such as `demo-seed`. */
  readonly id: string;
}

/** The ledger of the deployment itself: tenants, owners, deployment-wide kills. No tenant id can look like this. */
export const DEPLOYMENT_LEDGER = '_deployment';

export function actorOf({ kind, id }: Principal | SystemPrincipal): Actor {
  return { kind: kind === 'operator' ? 'user' : kind, id };
}

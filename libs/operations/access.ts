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

/** Who may use an operation or a route. Whatever says nothing is closed. */
export type Access =
  | { readonly to: 'anyone' }
  /** With `remembered` the key may have been revoked a moment ago: what the route appends is conditional on it. */
  | { readonly to: 'agent'; readonly remembered?: boolean }
  | { readonly to: 'agent-or-operator' }
  | { readonly to: 'deployment-owner' }
  | { readonly to: 'operator'; readonly roles: readonly Role[]; readonly deployment: boolean };

export const agents = { to: 'agent' } as const satisfies Access;
export const agentsAndOperators = { to: 'agent-or-operator' } as const satisfies Access;
export const deploymentOwner = { to: 'deployment-owner' } as const satisfies Access;

type OperatorAccess = Extract<Access, { to: 'operator' }>;

/** An operator of a tenant who holds at least one of `roles`. */
export function operators(...roles: readonly Role[]): OperatorAccess {
  return { to: 'operator', roles, deployment: false };
}

/** The same, and operators of the deployment itself, who then act on the deployment's own ledger. */
export function operatorsAnywhere(...roles: readonly Role[]): OperatorAccess {
  return { to: 'operator', roles, deployment: true };
}

import { refuse, type Refusal } from '#libs/event-sourcing';
import { hasRole } from '#libs/operations';
import { isDeploymentOwner } from '#platform/auth/access';
import type { OperatorPrincipal, SystemPrincipal } from '#platform/auth/principal';
import type { OperatorRefusalCode } from './refusals.js';

/**
 * An owner governs the operators of the own tenant, the owner of the deployment everybody's, its own among them; with
 * `orItself` also each operator itself. To anybody else there is no such operator. Undefined when it may go on.
 */
export function notTheirs(
  principal: OperatorPrincipal | SystemPrincipal,
  { tenant, operator }: { readonly tenant: string; readonly operator?: string },
  { orItself = false } = {},
): Refusal<OperatorRefusalCode> | undefined {
  if (principal.kind === 'system' || isDeploymentOwner(principal)) return undefined;
  if (principal.tenant === tenant && hasRole(principal.roles, 'owner')) return undefined;
  if (principal.tenant === tenant && orItself && principal.id === operator) return undefined;
  return refuse('OPERATOR_NOT_FOUND');
}

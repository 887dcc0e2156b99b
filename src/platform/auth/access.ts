import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import { refuseWith } from '#platform/http/problem-details';
import type { RequestFacts } from '#platform/http/request-context';
import { hasRole, type Access, type Role } from '#libs/operations';
import {
  DEPLOYMENT_LEDGER,
  type AgentPrincipal,
  type OperatorPrincipal,
  type Principal,
  type SystemPrincipal,
} from './principal.js';

export const ACCESS = 'writ:access';
export const Public = (): CustomDecorator => SetMetadata(ACCESS, { to: 'anyone' } satisfies Access);
export const ForAgents = (): CustomDecorator => SetMetadata(ACCESS, { to: 'agent' } satisfies Access);
/** The same without a look at the ledger, for routes whose every effect is an append that checks the agent's revision. */
export const ForAgentsWhoAppend = (): CustomDecorator => SetMetadata(ACCESS, { to: 'agent', remembered: true } satisfies Access);
export const ForAgentsAndOperators = (): CustomDecorator => SetMetadata(ACCESS, { to: 'agent-or-operator' } satisfies Access);
/** An operator who holds at least one of `roles`; one of the deployment itself acts on the deployment's own ledger. */
export const ForOperatorsAnywhere = (...roles: Role[]): CustomDecorator =>
  SetMetadata(ACCESS, { to: 'operator', roles, deployment: true } satisfies Access);

/** Throws the refusal that says why `principal` may not pass. */
export function checkAccess(access: Access, principal: Principal): void {
  if (access.to === 'anyone' || access.to === 'agent-or-operator') return;
  if (access.to === 'agent') {
    if (principal.kind !== 'agent') throw refuseWith('FORBIDDEN', 'this is for agents: use an agent key');
    return;
  }
  if (principal.kind !== 'operator') throw refuseWith('FORBIDDEN', 'this is for operators: use an operator access token');
  if (access.to === 'deployment-owner') {
    if (!isDeploymentOwner(principal)) throw refuseWith('FORBIDDEN', 'this is for the owner of the deployment');
    return;
  }
  if (principal.tenant === DEPLOYMENT_LEDGER && !access.deployment)
    throw refuseWith('FORBIDDEN', 'this belongs to a tenant: sign in as an operator of that tenant');
  if (!access.roles.some((role) => hasRole(principal.roles, role)))
    throw refuseWith('FORBIDDEN', `this needs the role ${access.roles.join(' or ')}`);
}

/** The deployment's owner: an operator of the deployment's own ledger with the role owner. */
export function isDeploymentOwner(principal: Principal | SystemPrincipal): boolean {
  return principal.kind === 'operator' && principal.tenant === DEPLOYMENT_LEDGER && hasRole(principal.roles, 'owner');
}

function principalOf(context: ExecutionContext): Principal {
  const { principal } = factsOf(context);
  if (!principal) throw refuseWith('UNAUTHENTICATED');
  return principal;
}

function factsOf(context: ExecutionContext): RequestFacts {
  if (context.getType<string>() === 'graphql') return graphqlRequest(context).writ;
  return context.switchToHttp().getRequest<RequestWithFacts>().writ;
}

interface RequestWithFacts {
  writ: RequestFacts;
}

/** GraphQL resolvers get (root, args, context, info); our context carries the request's facts under the same name. */
function graphqlRequest(context: ExecutionContext): RequestWithFacts {
  return context.getArgByIndex<RequestWithFacts>(2);
}

/** The agent whose key authenticated this request. Use on routes marked ForAgents. */
export const CallingAgent = createParamDecorator((_: unknown, context: ExecutionContext): AgentPrincipal => {
  const principal = principalOf(context);
  if (principal.kind !== 'agent') throw refuseWith('FORBIDDEN', 'this is for agents: use an agent key');
  return principal;
});

/** The operator whose token authenticated this request. Use on routes marked ForOperatorsAnywhere. */
export const CallingOperator = createParamDecorator((_: unknown, context: ExecutionContext): OperatorPrincipal => {
  const principal = principalOf(context);
  if (principal.kind !== 'operator') throw refuseWith('FORBIDDEN', 'this is for operators: use an operator access token');
  return principal;
});

/** What is known of this request whoever makes it: its id, its trace. */
export const Facts = createParamDecorator((_: unknown, context: ExecutionContext): RequestFacts => factsOf(context));

export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => principalOf(context));

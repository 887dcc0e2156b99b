import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RefusalError } from '#platform/http/problem-details';
import { checkAccess, isDeploymentOwner } from './access.js';
import { hasRole, ROLES, type Access, type Role } from '#libs/operations';
import { DEPLOYMENT_LEDGER, type AgentPrincipal, type OperatorPrincipal } from './principal.js';

const agent: AgentPrincipal = { kind: 'agent', tenant: 'acme', id: 'a', keyId: 'k', labels: {}, revision: 0 };
const operator = (role: Role | undefined, tenant = 'acme'): OperatorPrincipal => ({
  kind: 'operator',
  tenant,
  id: 'o',
  roles: role ? [role] : [],
});

/** Which single role is enough for which needed one. */
const ENOUGH: Record<Role, readonly Role[]> = {
  viewer: ROLES,
  operator: ['operator', 'admin', 'owner'],
  admin: ['admin', 'owner'],
  owner: ['owner'],
  policy_admin: ['policy_admin'],
  approval_admin: ['approval_admin'],
  shadow_admin: ['shadow_admin'],
  replay_admin: ['replay_admin'],
  incident_admin: ['incident_admin'],
  rollout_admin: ['rollout_admin'],
  auditor: ['auditor'],
};

function passes(access: Access, principal: AgentPrincipal | OperatorPrincipal): boolean {
  try {
    checkAccess(access, principal);
    return true;
  } catch (error) {
    assert(error instanceof RefusalError);
    expect(error.refusal.refused).toBe('FORBIDDEN');
    return false;
  }
}

describe('roles', () => {
  for (const needed of ROLES) {
    it(`${needed} is held by ${ENOUGH[needed].length === ROLES.length ? 'anybody with a role' : ENOUGH[needed].join(', ')}`, () => {
      for (const held of ROLES) expectThat(`${held} as ${needed}`, hasRole([held], needed)).toBe(ENOUGH[needed].includes(held));
      expect(hasRole([], needed)).toBe(false);
      for (const held of ROLES)
        expect(passes({ to: 'operator', roles: [needed], deployment: false }, operator(held))).toBe(
          ENOUGH[needed].includes(held),
        );
    });
  }

  it('are enough when any one of the needed ones is held', () => {
    expect(passes({ to: 'operator', roles: ['auditor', 'owner'], deployment: false }, operator('auditor'))).toBe(true);
    expect(passes({ to: 'operator', roles: ['auditor', 'owner'], deployment: false }, operator('admin'))).toBe(false);
    expect(passes({ to: 'operator', roles: [], deployment: false }, operator('owner'))).toBe(false);
  });
});

describe('access', () => {
  const deployment = (role: Role) => operator(role, DEPLOYMENT_LEDGER);

  it('of routes for agents is for agent keys alone', () => {
    expect(passes({ to: 'agent' }, agent)).toBe(true);
    for (const role of ROLES)
      expect(!passes({ to: 'agent' }, operator(role)) && !passes({ to: 'agent' }, deployment(role))).toBe(true);
  });

  it('of routes for operators is not for agents', () => {
    for (const role of ROLES)
      for (const anywhere of [true, false])
        expect(passes({ to: 'operator', roles: [role], deployment: anywhere }, agent)).toBe(false);
    expect(passes({ to: 'deployment-owner' }, agent)).toBe(false);
  });

  it('of a tenant is not for operators of the deployment, unless the route says so', () => {
    for (const role of ROLES) {
      expect(passes({ to: 'operator', roles: ['viewer'], deployment: false }, deployment(role))).toBe(false);
      expect(passes({ to: 'operator', roles: ['viewer'], deployment: true }, deployment(role))).toBe(true);
    }
  });

  it("of the deployment is for its owner alone, and never for a tenant's owner", () => {
    for (const role of ROLES) {
      expect(passes({ to: 'deployment-owner' }, deployment(role))).toBe(role === 'owner');
      expect(isDeploymentOwner(deployment(role))).toBe(role === 'owner');
      expect(passes({ to: 'deployment-owner' }, operator(role))).toBe(false);
      expect(isDeploymentOwner(operator(role))).toBe(false);
    }
    expect(isDeploymentOwner(agent)).toBe(false);
  });

  it('of open and shared routes is for everybody', () => {
    for (const principal of [agent, operator(undefined), deployment('viewer')])
      expect(passes({ to: 'anyone' }, principal) && passes({ to: 'agent-or-operator' }, principal)).toBe(true);
  });
});

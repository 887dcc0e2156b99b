import type { CallInput, DecisionGuard } from '#libs/decision-guards';
import { TENANT_CONTROLS, type Controls } from '../contract.js';
import type { ControlState } from '../decider.js';

/** Calls are judged by the tenant's controls; what became of one is not. */
export function standsOnControls({ states }: Pick<Controls, 'states'>): NonNullable<DecisionGuard<ControlState>['standsOn']> {
  return { states, stream: ({ call }) => (call ? TENANT_CONTROLS : undefined) };
}

/** A call as `covering` looks at it. */
export function callOf({ tenant, agent, tool, session }: CallInput): {
  tenant: string;
  agent: string;
  tool: string;
  session: string;
} {
  return { tenant, agent: agent.id, tool, session: session.id };
}

import type { Role } from '#libs/operations';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { ApprovalCommand } from '../commands.js';
import { approvals } from '../decider.js';
import type { ApprovalEvent, ApprovalRequested } from '../events.js';
import { workflowOf, type Person, type Workflow } from '../workflow.js';

export const given = deciderSpec(approvals);
export const at = (minute: number) => `2026-11-20T08:${String(minute).padStart(2, '0')}:00.000Z`;
export const who = (name: string, ...roles: Role[]): Person & { roles: Role[] } => ({
  id: `id-${name.toLowerCase()}`,
  name,
  roles,
});
export const [ann, bob, cyd] = [who('Ann', 'approval_admin'), who('Bob', 'approval_admin'), who('Cyd', 'viewer')];

export function workflow(obligation: object = {}): Workflow {
  const read = workflowOf([{ type: 'approval', ...obligation }]);
  if ('wrong' in read) throw new Error(read.wrong);
  return read;
}

export function requested(obligation: object = {}, more: Partial<ApprovalRequested> = {}): ApprovalRequested {
  return {
    type: 'ApprovalRequested',
    approval: 'a-1',
    decision: 'd-1',
    session: 's-1',
    agent: 'agent-1',
    requesters: ['agent-1', 'Olga'],
    tool: 'pay',
    arguments: { amount: 3 },
    argumentsDigest: 'x',
    policy: { id: 'gate', revision: 1, digest: 'p-1' },
    rule: 'large',
    reason: 'it is large',
    workflow: workflow(obligation),
    requestedAt: at(0),
    expiresAt: at(30),
    supersedes: null,
    ...more,
  };
}

export const request = (more: Partial<ApprovalRequested> = {}): ApprovalCommand => {
  const { type: _, supersedes: __, ...about } = requested({}, more);
  return { type: 'RequestApproval', ...about };
};
export const give = (by: Person, minute = 1, approval = 'a-1'): ApprovalCommand => ({
  type: 'GiveApproval',
  approval,
  by,
  comment: null,
  now: at(minute),
});
export const gave = (
  by: Person & { roles: Role[] },
  step = 0,
  onBehalfOf: (Person & { roles: Role[] }) | null = null,
): ApprovalEvent => ({
  type: 'ApprovalGiven',
  approval: 'a-1',
  step,
  by,
  onBehalfOf,
  comment: null,
});
export const granted: ApprovalEvent = { type: 'ApprovalGranted', approval: 'a-1' };
export const delegated = (from: Person & { roles: Role[] }, to: string, minute = 30): ApprovalEvent => ({
  type: 'ApprovalDelegated',
  approval: 'a-1',
  from,
  to,
  until: at(minute),
  comment: null,
});
export const use = (decision = 'd-2', minute = 2): ApprovalCommand => ({
  type: 'UseApproval',
  approval: 'a-1',
  decision,
  now: at(minute),
});
export const used: ApprovalEvent = { type: 'ApprovalUsed', approval: 'a-1', decision: 'd-2' };
export const two = { steps: [{ required: 2 }] };

import { z } from 'zod';
import { TenantId } from '#features/tenants/contract';
import { command, deploymentOwner, operators, query } from '#libs/operations';
import { GovernanceSet, GovernanceView } from './answers.js';
import { SetPolicyGovernanceRequest, SetSeparationOfDutiesRequest } from './commands.js';

const tag = 'policies';

export const GetPolicyGovernance = query({
  name: 'policyGovernance',
  id: 'policyGovernance.get',
  tag,
  says: 'What a policy needs to be put to work in this tenant',
  access: operators('viewer'),
  rest: 'GET /v1/policy-governance',
  answer: GovernanceView,
  graphql: { type: 'PolicyGovernance' },
});

export const SetPolicyGovernance = command({
  name: 'setPolicyGovernance',
  id: 'policyGovernance.setPolicyGovernance',
  tag,
  says: 'Set what a policy needs to be put to work: its quality score, a change dossier',
  access: operators('admin'),
  rest: 'POST /v1/policy-governance',
  body: SetPolicyGovernanceRequest,
  answer: GovernanceSet,
  graphql: { type: 'PolicyGovernanceSet', input: 'SetPolicyGovernanceInput' },
});

export const SetSeparationOfDuties = command({
  name: 'setSeparationOfDuties',
  id: 'policyGovernance.setSeparation',
  tag,
  says: 'Relax or enforce that author, reviewer and publisher are different people',
  access: deploymentOwner,
  rest: 'POST /v1/tenants/:id/policy-governance',
  path: z.object({ tenant: TenantId }),
  body: SetSeparationOfDutiesRequest,
  answer: GovernanceSet,
  graphql: {
    type: 'PolicyGovernanceSet',
    input: 'SetSeparationOfDutiesInput',
    says: 'For the owner of the deployment.',
  },
});

import { Global, Module } from '@nestjs/common';
import { transportsFor } from '#platform/operations/transports';
import { SEPARATIONS } from './answers.js';
import { PolicyGovernance } from './contract.js';
import { GovernanceDesk } from './governance-desk.js';
import { GetPolicyGovernanceHandler } from './handlers/get-policy-governance.js';
import { SetMinimumQualityHandler } from './handlers/set-minimum-quality.js';
import { SetSeparationOfDutiesHandler } from './handlers/set-separation-of-duties.js';
import * as operations from './operations.js';

const { controllers, providers } = transportsFor(operations, { SeparationOfDuties: SEPARATIONS });

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    GetPolicyGovernanceHandler,
    SetMinimumQualityHandler,
    SetSeparationOfDutiesHandler,
    GovernanceDesk,
    { provide: PolicyGovernance, useExisting: GovernanceDesk },
  ],
  exports: [PolicyGovernance],
})
export class PolicyGovernanceModule {}

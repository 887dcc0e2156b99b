import { Global, Module } from '@nestjs/common';
import { transportsFor } from '#platform/operations/transports';
import { SEPARATIONS } from './answers.js';
import { PolicyGovernance } from './contract.js';
import { GovernanceDesk } from './governance-desk.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';

const { controllers, providers } = transportsFor(operations, { SeparationOfDuties: SEPARATIONS });

@Global()
@Module({
  controllers,
  providers: [...providers, ...handlers, GovernanceDesk, { provide: PolicyGovernance, useExisting: GovernanceDesk }],
  exports: [PolicyGovernance],
})
export class PolicyGovernanceModule {}

import { Global, Module } from '@nestjs/common';
import { PolicyGovernance } from './contract.js';
import { GovernanceAdministration } from './governance-administration.js';
import { GovernanceDesk } from './governance-desk.js';
import { PolicyGovernanceController } from './policy-governance.controller.js';
import { PolicyGovernanceResolver } from './policy-governance.resolver.js';

@Global()
@Module({
  controllers: [PolicyGovernanceController],
  providers: [
    GovernanceDesk,
    { provide: PolicyGovernance, useExisting: GovernanceDesk },
    GovernanceAdministration,
    PolicyGovernanceResolver,
  ],
  exports: [PolicyGovernance],
})
export class PolicyGovernanceModule {}

import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import type { Asked, Handles } from '#platform/operations/caller';
import { GovernanceDesk } from '../governance-desk.js';
import { GetPolicyGovernance } from '../operations.js';

@Handler(GetPolicyGovernance)
export class GetPolicyGovernanceHandler implements Handles<typeof GetPolicyGovernance> {
  constructor(
    @Inject(GovernanceDesk) private readonly desk: GovernanceDesk,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async execute({ caller: { principal } }: Asked<typeof GetPolicyGovernance>) {
    const { state } = await this.desk.of(principal.tenant);
    return { ...state, signatureRequired: this.configuration.requireSignedPolicy };
  }
}

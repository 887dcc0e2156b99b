import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { TenantDirectory } from '#features/tenants/contract';
import type { OperatorPrincipal } from '#platform/auth/principal';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { refuseWith } from '#platform/http/problem-details';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import type { PolicyGovernanceCommand, SetMinimumQualityRequest, SetSeparationOfDutiesRequest } from './commands.js';
import { GovernanceDesk } from './governance-desk.js';

const governance = {
  minimumQuality: z.number(),
  separationOfDuties: z.enum(['enforced', 'relaxed']),
  signatureRequired: z.boolean().describe('Set for the whole deployment by WRIT_REQUIRE_SIGNED_POLICY.'),
};
export const GovernanceView = z.object(governance).meta({ id: 'PolicyGovernance' });
export type GovernanceView = z.output<typeof GovernanceView>;
export const GovernanceSet = z
  .object({ ...governance, ledger: LedgerReceipt.nullable().describe('Null when it was so already.') })
  .meta({ id: 'PolicyGovernanceSet' });
export type GovernanceSet = z.output<typeof GovernanceSet>;

/** What operators and the owner do with governance: REST and GraphQL ask here. */
@Injectable()
export class GovernanceAdministration {
  constructor(
    @Inject(GovernanceDesk) private readonly desk: GovernanceDesk,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async get({ tenant }: OperatorPrincipal): Promise<GovernanceView> {
    const { state } = await this.desk.of(tenant);
    return { ...state, signatureRequired: this.configuration.requireSignedPolicy };
  }

  setMinimumQuality(
    facts: RequestFacts,
    operator: OperatorPrincipal,
    request: z.output<typeof SetMinimumQualityRequest>,
  ): Promise<GovernanceSet> {
    return this.set(facts, operator, operator.tenant, { type: 'SetMinimumQuality', ...request });
  }

  async setSeparation(
    facts: RequestFacts,
    owner: OperatorPrincipal,
    tenant: string,
    request: z.output<typeof SetSeparationOfDutiesRequest>,
  ): Promise<GovernanceSet> {
    if (!(await this.tenants.find(tenant))) throw refuseWith('NOT_FOUND', `there is no tenant ${tenant}`);
    return this.set(facts, owner, tenant, { type: 'SetSeparationOfDuties', ...request });
  }

  private async set(
    facts: RequestFacts,
    operator: OperatorPrincipal,
    tenant: string,
    command: PolicyGovernanceCommand,
  ): Promise<GovernanceSet> {
    const { state, receipt } = orThrow(await this.desk.set(commandContext(facts, operator, tenant), command));
    const ledger = receipt ? lastReceipt(receipt) : null;
    return { ...state, signatureRequired: this.configuration.requireSignedPolicy, ledger };
  }
}

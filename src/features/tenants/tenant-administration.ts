import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { isDeploymentOwner } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { refuseWith } from '#platform/http/problem-details';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import type { CreateTenantRequest } from './commands.js';
import { TenantDirectory, TenantRegistry } from './contract.js';

export const TenantView = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Tenant' });
export const TenantCreated = z.object({ tenant: TenantView, ledger: LedgerReceipt }).meta({ id: 'TenantCreatedAnswer' });

/** What operators do with tenants: REST and GraphQL ask here. */
@Injectable()
export class TenantAdministration {
  constructor(
    @Inject(TenantRegistry) private readonly registry: TenantRegistry,
    @Inject(TenantDirectory) private readonly directory: TenantDirectory,
  ) {}

  async create(
    facts: RequestFacts,
    owner: OperatorPrincipal,
    { id, name }: z.output<typeof CreateTenantRequest>,
  ): Promise<z.output<typeof TenantCreated>> {
    const receipt = orThrow(await this.registry.create(commandContext(facts, owner), id, name));
    return { tenant: { id, name }, ledger: lastReceipt(receipt) };
  }

  /** An operator may look at the own tenant, the deployment's owner at any; everything else does not exist. */
  async get(operator: OperatorPrincipal, id: string): Promise<z.output<typeof TenantView>> {
    const visible = operator.tenant === id || isDeploymentOwner(operator);
    const tenant = visible ? await this.directory.find(id) : undefined;
    if (!tenant) throw refuseWith('NOT_FOUND', `there is no tenant ${id}`);
    return tenant;
  }
}

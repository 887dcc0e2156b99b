import { Global, Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { TenantDirectory, TenantRegistry } from './contract.js';
import { CreateTenant } from './create-tenant.js';
import { tenantRefusals } from './refusals.js';
import { LedgerTenantDirectory } from './tenant-directory.js';
import { TenantAdministration } from './tenant-administration.js';
import { TenantsResolver } from './tenants.resolver.js';
import { TenantsController } from './tenants.controller.js';

registerRefusals(tenantRefusals);

@Global()
@Module({
  controllers: [TenantsController],
  providers: [
    LedgerTenantDirectory,
    { provide: TenantDirectory, useExisting: LedgerTenantDirectory },
    CreateTenant,
    TenantAdministration,
    TenantsResolver,
    { provide: TenantRegistry, useExisting: CreateTenant },
  ],
  exports: [TenantDirectory, TenantRegistry],
})
export class TenantsModule {}

import { Global, Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { TENANT_STATES } from './answers.js';
import { TenantDirectory } from './contract.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { tenantRefusals } from './refusals.js';
import { LedgerTenantDirectory } from './tenant-directory.js';
import { TenantList } from './tenant-list.js';

registerRefusals(tenantRefusals);
const { controllers, providers } = transportsFor(operations, { TenantState: TENANT_STATES });

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    LedgerTenantDirectory,
    TenantList,
    { provide: TenantDirectory, useExisting: LedgerTenantDirectory },
  ],
  exports: [TenantDirectory],
})
export class TenantsModule {}

import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { TenantDirectory } from '#features/tenants/contract';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { refuseWith } from '#platform/http/problem-details';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import { TENANT_ROLES, type RegisterOperatorRequest } from './commands.js';
import { SignIn } from './sign-in.js';

export const OperatorAnswer = z
  .object({
    operator: z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(TENANT_ROLES)) }),
    clientId: z.string(),
    clientSecret: z.string().describe('Shown once; store it now.'),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'OperatorAnswer' });

/** Registering an operator of a tenant: REST and GraphQL ask here. */
@Injectable()
export class RegisterOperator {
  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
  ) {}

  async execute(
    facts: RequestFacts,
    owner: OperatorPrincipal,
    tenant: string,
    { name, roles }: z.output<typeof RegisterOperatorRequest>,
  ): Promise<z.output<typeof OperatorAnswer>> {
    if (!(await this.tenants.find(tenant))) throw refuseWith('NOT_FOUND', `there is no tenant ${tenant}`);
    const { id, clientId, clientSecret, receipt } = orThrow(
      await this.signIn.register(commandContext(facts, owner, tenant), name, roles),
    );
    return { operator: { id, name, roles }, clientId, clientSecret, ledger: lastReceipt(receipt) };
  }
}

import { Inject } from '@nestjs/common';
import { TenantDirectory } from '#features/tenants/contract';
import { isRefusal, refuse } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { OperatorDirectory } from '../operator-directory.js';
import { RegisterOperator } from '../operations.js';

@Handler(RegisterOperator)
export class RegisterOperatorHandler implements Handles<typeof RegisterOperator> {
  constructor(
    @Inject(OperatorDirectory) private readonly operators: OperatorDirectory,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
  ) {}

  async execute({ input: { tenant, name, roles }, caller: { context } }: Asked<typeof RegisterOperator>) {
    if (!(await this.tenants.find(tenant))) return refuse('NOT_FOUND', `there is no tenant ${tenant}`);
    const done = await this.operators.register({ ...context, tenant }, name, roles);
    if (isRefusal(done)) return done;
    const { id, clientId, clientSecret, receipt } = done;
    return { operator: { id, name, roles }, clientId, clientSecret, ledger: lastReceipt(receipt) };
  }
}

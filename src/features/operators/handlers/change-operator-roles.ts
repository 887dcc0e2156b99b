import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { OperatorDirectory } from '../operator-directory.js';
import { ChangeOperatorRoles } from '../operations.js';
import { notTheirs } from './whose-operator.js';

@Handler(ChangeOperatorRoles)
export class ChangeOperatorRolesHandler implements Handles<typeof ChangeOperatorRoles> {
  constructor(@Inject(OperatorDirectory) private readonly operators: OperatorDirectory) {}

  async execute({ input, caller: { principal, context } }: Asked<typeof ChangeOperatorRoles>) {
    const refused = notTheirs(principal, input);
    if (refused) return refused;
    const { tenant, operator, roles, reason } = input;
    const done = await this.operators.handle({ ...context, tenant }, { type: 'ChangeOperatorRoles', operator, roles, reason });
    if (isRefusal(done)) return done;
    return { operator, roles, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }
}

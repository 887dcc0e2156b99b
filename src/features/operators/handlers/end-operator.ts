import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { OperatorDirectory } from '../operator-directory.js';
import { EndOperator } from '../operations.js';
import { notTheirs } from './whose-operator.js';

@Handler(EndOperator)
export class EndOperatorHandler implements Handles<typeof EndOperator> {
  constructor(@Inject(OperatorDirectory) private readonly operators: OperatorDirectory) {}

  async execute({ input, caller: { principal, context } }: Asked<typeof EndOperator>) {
    const refused = notTheirs(principal, input);
    if (refused) return refused;
    const { tenant, operator, reason } = input;
    const done = await this.operators.handle({ ...context, tenant }, { type: 'EndOperator', operator, reason });
    return isRefusal(done) ? done : { operator, ledger: lastReceipt(done.receipt) };
  }
}

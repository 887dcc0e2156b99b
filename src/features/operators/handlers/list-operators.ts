import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ListOperators } from '../operations.js';
import { OperatorsQuery } from '../operators.query.js';
import { notTheirs } from './whose-operator.js';

@Handler(ListOperators)
export class ListOperatorsHandler implements Handles<typeof ListOperators> {
  constructor(@Inject(OperatorsQuery) private readonly operators: OperatorsQuery) {}

  async execute({ input: { tenant, ...page }, caller: { principal } }: Asked<typeof ListOperators>) {
    return notTheirs(principal, { tenant }) ?? this.operators.list(tenant, page);
  }
}

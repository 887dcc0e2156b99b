import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ListDecisions } from '../operations.js';
import { DecisionsQuery } from '../reading/decisions.query.js';

@Handler(ListDecisions)
export class ListDecisionsHandler implements Handles<typeof ListDecisions> {
  constructor(@Inject(DecisionsQuery) private readonly decisions: DecisionsQuery) {}

  execute({ input, caller: { principal } }: Asked<typeof ListDecisions>) {
    return this.decisions.list(principal.tenant, input);
  }
}

import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ListReportedDecisions } from '../operations.js';
import { ReportedDecisionsQuery } from '../reading/reported-decisions.query.js';

@Handler(ListReportedDecisions)
export class ListReportedDecisionsHandler implements Handles<typeof ListReportedDecisions> {
  constructor(@Inject(ReportedDecisionsQuery) private readonly decisions: ReportedDecisionsQuery) {}

  execute({ input, caller: { principal } }: Asked<typeof ListReportedDecisions>) {
    return this.decisions.list(principal.tenant, input);
  }
}

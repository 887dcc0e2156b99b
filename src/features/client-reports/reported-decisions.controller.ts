import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { ReportedDecision, ReportedDecisionFilter, ReportedDecisionsQuery } from './reading/reported-decisions.query.js';

const ReportedDecisionPage = z
  .object({ items: z.array(ReportedDecision), nextCursor: z.string().nullable() })
  .meta({ id: 'ReportedDecisionPage' });

@ApiTags('fabric')
@Controller('v1/reported-decisions')
export class ReportedDecisionsController {
  constructor(@Inject(ReportedDecisionsQuery) private readonly query: ReportedDecisionsQuery) {}

  @Get()
  @ApiOperation({ summary: 'Decisions that clients made by themselves, those recorded last first' })
  @ForOperators('viewer')
  @ReadsFrom('reported-decisions')
  @ApiOkResponse({ standardSchema: ReportedDecisionPage })
  list(
    @Query({ schema: ReportedDecisionFilter }) filter: ReportedDecisionFilter,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    return this.query.list(operator.tenant, filter);
  }
}

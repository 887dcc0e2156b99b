import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { PolicyId, RevisionNumber } from '#features/policies/contract';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { CheckPolicyRequest, ComparePoliciesRequest, DiffQuery, EvaluatePolicyRequest } from './commands.js';
import { PolicyCheckReport, PolicyDiffView, PolicyEvaluationView } from './policy-views.js';
import { PolicyWorkbench } from './policy-workbench.js';

@ApiTags('policy-workbench')
@Controller('v1')
export class PolicyWorkbenchController {
  constructor(@Inject(PolicyWorkbench) private readonly workbench: PolicyWorkbench) {}

  @Post('policy-checks')
  @ApiOperation({ summary: 'Check, format, test and lint a policy; nothing is recorded' })
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: PolicyCheckReport })
  check(
    @Body({ schema: CheckPolicyRequest }) body: z.output<typeof CheckPolicyRequest>,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    return this.workbench.check(operator, body);
  }

  @Post('policy-evaluations')
  @ApiOperation({ summary: 'Ask a policy, stored or not, about one input; nothing is recorded' })
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: PolicyEvaluationView })
  evaluate(
    @Body({ schema: EvaluatePolicyRequest }) body: z.output<typeof EvaluatePolicyRequest>,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    return this.workbench.evaluate(operator, body);
  }

  @Post('policy-diffs')
  @ApiOperation({ summary: 'What one policy says otherwise than another' })
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: PolicyDiffView })
  compare(
    @Body({ schema: ComparePoliciesRequest }) body: z.output<typeof ComparePoliciesRequest>,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    return this.workbench.compare(operator, body);
  }

  @Get('policies/:id/revisions/:revision/diff')
  @ApiOperation({ summary: 'What a revision says otherwise than another one of its policy' })
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: PolicyDiffView })
  diff(
    @Param('id', { schema: PolicyId }) id: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @Query({ schema: DiffQuery }) { against }: z.output<typeof DiffQuery>,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    return this.workbench.diff(operator, id, revision, against);
  }
}

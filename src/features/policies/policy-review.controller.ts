import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Json } from '#libs/event-sourcing';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import {
  PolicyId,
  PublishRequest,
  RequestChangesRequest,
  ReviewStepRequest,
  RevisionNumber,
  RollBackRequest,
  SignRevisionRequest,
} from './commands.js';
import { ReviewAdministration, Signed, StepTaken } from './review-administration.js';

/** These steps need no body. */
const OptionalStep = ReviewStepRequest.default({});
const OptionalPublish = PublishRequest.default({});

/** From draft to published and back. */
@ApiTags('policies')
@Idempotent()
@Controller('v1/policies/:id')
export class PolicyReviewController {
  constructor(@Inject(ReviewAdministration) private readonly review: ReviewAdministration) {}

  @Post('revisions/:revision/submit')
  @ApiOperation({ summary: 'Ask for a revision to be reviewed' })
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: StepTaken })
  submit(
    @Param('id', { schema: PolicyId }) policy: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @Body({ schema: OptionalStep }) body: z.output<typeof ReviewStepRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() { writ: facts }: FastifyRequest,
  ) {
    return this.review.submit({ facts, operator, policy, revision }, body);
  }

  @Post('revisions/:revision/approve')
  @ApiOperation({ summary: "Approve somebody else's revision" })
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: StepTaken })
  approve(
    @Param('id', { schema: PolicyId }) policy: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @Body({ schema: OptionalStep }) body: z.output<typeof ReviewStepRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() { writ: facts }: FastifyRequest,
  ) {
    return this.review.approve({ facts, operator, policy, revision }, body);
  }

  @Post('revisions/:revision/request-changes')
  @ApiOperation({ summary: 'Send a revision back, also after it was approved' })
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: StepTaken })
  requestChanges(
    @Param('id', { schema: PolicyId }) policy: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @Body({ schema: RequestChangesRequest }) body: z.output<typeof RequestChangesRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() { writ: facts }: FastifyRequest,
  ) {
    return this.review.requestChanges({ facts, operator, policy, revision }, body);
  }

  @Post('revisions/:revision/signatures')
  @ApiOperation({ summary: 'Add a signature by a registered key' })
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: Signed })
  sign(
    @Param('id', { schema: PolicyId }) policy: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @Body({ schema: SignRevisionRequest }) body: z.output<typeof SignRevisionRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() { writ: facts }: FastifyRequest,
  ) {
    return this.review.sign({ facts, operator, policy, revision }, body.envelope as Json);
  }

  @Post('revisions/:revision/publish')
  @ApiOperation({ summary: 'Make an approved revision decide from the next decision on' })
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: StepTaken })
  publish(
    @Param('id', { schema: PolicyId }) policy: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @Body({ schema: OptionalPublish }) body: PublishRequest,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() { writ: facts }: FastifyRequest,
  ) {
    return this.review.publish({ facts, operator, policy, revision }, body);
  }

  @Post('rollback')
  @ApiOperation({ summary: 'Publish the revision before the present one again' })
  @HttpCode(200)
  @ForOperators('policy_admin', 'incident_admin')
  @ApiOkResponse({ standardSchema: StepTaken })
  rollBack(
    @Param('id', { schema: PolicyId }) policy: string,
    @Body({ schema: RollBackRequest }) body: RollBackRequest,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() { writ: facts }: FastifyRequest,
  ) {
    return this.review.rollBack({ facts, operator, policy }, body);
  }
}

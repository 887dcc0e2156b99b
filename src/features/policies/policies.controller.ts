import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import { AddPolicyRevisionRequest, CreatePolicyRequest, PolicyId } from './commands.js';
import { PoliciesQuery, PolicyRevisionView, PolicyView } from './policies.query.js';
import { Added, Created, PolicyAdministration, Published, RevisionNumber } from './policy-administration.js';

const PolicyPage = z.object({ items: z.array(PolicyView), nextCursor: z.string().nullable() }).meta({ id: 'PolicyPage' });

@ApiTags('policies')
@Idempotent()
@Controller('v1/policies')
export class PoliciesController {
  constructor(
    @Inject(PolicyAdministration) private readonly administration: PolicyAdministration,
    @Inject(PoliciesQuery) private readonly query: PoliciesQuery,
  ) {}

  @Post()
  @ForOperators('policy_admin')
  @ApiCreatedResponse({ standardSchema: Created })
  create(
    @Body({ schema: CreatePolicyRequest }) body: z.output<typeof CreatePolicyRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.create(request.writ, operator, body);
  }

  @Get()
  @ForOperators('viewer')
  @ReadsFrom('policies')
  @ApiOkResponse({ standardSchema: PolicyPage })
  list(@Query({ schema: PageQuery }) page: PageQuery, @CallingOperator() operator: OperatorPrincipal) {
    return this.query.list(operator.tenant, page);
  }

  @Get(':id')
  @ForOperators('viewer')
  @ReadsFrom('policies')
  @ApiOkResponse({ standardSchema: PolicyView })
  get(@Param('id', { schema: PolicyId }) id: string, @CallingOperator() operator: OperatorPrincipal) {
    return this.administration.get(operator, id);
  }

  @Post(':id/revisions')
  @ForOperators('policy_admin')
  @ApiCreatedResponse({ standardSchema: Added })
  addRevision(
    @Param('id', { schema: PolicyId }) id: string,
    @Body({ schema: AddPolicyRevisionRequest }) body: z.output<typeof AddPolicyRevisionRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.addRevision(request.writ, operator, id, body);
  }

  @Get(':id/revisions/:revision')
  @ForOperators('viewer')
  @ReadsFrom('policies')
  @ApiOkResponse({ standardSchema: PolicyRevisionView })
  getRevision(
    @Param('id', { schema: PolicyId }) id: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    return this.administration.getRevision(operator, id, revision);
  }

  @Post(':id/revisions/:revision/publish')
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: Published })
  publish(
    @Param('id', { schema: PolicyId }) id: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.publish(request.writ, operator, id, revision);
  }
}

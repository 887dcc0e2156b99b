import { Body, Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import { AddPolicyDataRequest, AddPolicyRevisionRequest, CreatePolicyRequest, PolicyId, RevisionNumber } from './commands.js';
import { PoliciesQuery } from './policies.query.js';
import { Added, Created, PolicyAdministration } from './policy-administration.js';
import { PolicyRevisionSummary, PolicyRevisionView, PolicyView } from './policy-views.js';

const PolicyPage = z.object({ items: z.array(PolicyView), nextCursor: z.string().nullable() }).meta({ id: 'PolicyPage' });
const RevisionPage = z
  .object({ items: z.array(PolicyRevisionSummary), nextCursor: z.string().nullable() })
  .meta({ id: 'PolicyRevisionPage' });

@ApiTags('policies')
@Idempotent()
@Controller('v1/policies')
export class PoliciesController {
  constructor(
    @Inject(PolicyAdministration) private readonly administration: PolicyAdministration,
    @Inject(PoliciesQuery) private readonly query: PoliciesQuery,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create a policy' })
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
  @ApiOperation({ summary: 'List policies' })
  @ForOperators('viewer')
  @ReadsFrom('policies')
  @ApiOkResponse({ standardSchema: PolicyPage })
  list(@Query({ schema: PageQuery }) page: PageQuery, @CallingOperator() operator: OperatorPrincipal) {
    return this.query.list(operator.tenant, page);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One policy' })
  @ForOperators('viewer')
  @ReadsFrom('policies')
  @ApiOkResponse({ standardSchema: PolicyView })
  get(@Param('id', { schema: PolicyId }) id: string, @CallingOperator() operator: OperatorPrincipal) {
    return this.administration.get(operator, id);
  }

  @Post(':id/revisions')
  @ApiOperation({ summary: 'Check, compile and add a revision' })
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

  @Post(':id/data')
  @ApiOperation({ summary: 'Add a revision with another data document' })
  @ForOperators('policy_admin')
  @ApiCreatedResponse({ standardSchema: Added })
  addData(
    @Param('id', { schema: PolicyId }) id: string,
    @Body({ schema: AddPolicyDataRequest }) body: AddPolicyDataRequest,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.addData(request.writ, operator, id, body);
  }

  @Get(':id/revisions')
  @ApiOperation({ summary: 'The revisions of a policy, newest first' })
  @ForOperators('viewer')
  @ReadsFrom('policies')
  @ApiOkResponse({ standardSchema: RevisionPage })
  listRevisions(
    @Param('id', { schema: PolicyId }) id: string,
    @Query({ schema: PageQuery }) page: PageQuery,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    return this.administration.listRevisions(operator, id, page);
  }

  @Get(':id/revisions/:revision')
  @ApiOperation({ summary: 'One revision with its sources' })
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
}

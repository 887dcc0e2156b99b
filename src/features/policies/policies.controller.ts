import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import { RefusalError } from '#platform/http/problem-details';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import { AddPolicyRevisionRequest, CreatePolicyRequest, PolicyId } from './commands.js';
import { PolicyDesk } from './contract.js';
import { PoliciesQuery, PolicyRevisionView, PolicyView } from './policies.query.js';
import type { PolicyRefusalCode } from './refusals.js';

const Created = z
  .object({ policy: z.object({ id: z.string(), name: z.string() }), ledger: LedgerReceipt })
  .meta({ id: 'PolicyCreatedAnswer' });
const Added = z
  .object({ policy: z.string(), revision: z.number().int(), digest: z.string(), ledger: LedgerReceipt })
  .meta({ id: 'PolicyRevisionAddedAnswer' });
const Published = z
  .object({ policy: z.string(), revision: z.number().int(), ledger: LedgerReceipt })
  .meta({ id: 'PolicyPublishedAnswer' });
const PolicyPage = z.object({ items: z.array(PolicyView), nextCursor: z.string().nullable() }).meta({ id: 'PolicyPage' });
const RevisionNumber = z.coerce.number().int().min(1).max(1_000_000);

@ApiTags('policies')
@Idempotent()
@Controller('v1/policies')
export class PoliciesController {
  constructor(
    @Inject(PolicyDesk) private readonly desk: PolicyDesk,
    @Inject(PoliciesQuery) private readonly query: PoliciesQuery,
  ) {}

  @Post()
  @ForOperators('policy_admin')
  @ApiCreatedResponse({ standardSchema: Created })
  async create(
    @Body({ schema: CreatePolicyRequest }) body: z.output<typeof CreatePolicyRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    const receipt = orThrow(await this.desk.create(commandContext(request.writ, operator), body.id, body.name));
    return { policy: { id: body.id, name: body.name }, ledger: lastReceipt(receipt) };
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
  async get(@Param('id', { schema: PolicyId }) id: string, @CallingOperator() operator: OperatorPrincipal) {
    return found(await this.query.find(operator.tenant, id), 'POLICY_NOT_FOUND');
  }

  @Post(':id/revisions')
  @ForOperators('policy_admin')
  @ApiCreatedResponse({ standardSchema: Added })
  async addRevision(
    @Param('id', { schema: PolicyId }) id: string,
    @Body({ schema: AddPolicyRevisionRequest }) body: z.output<typeof AddPolicyRevisionRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    const added = orThrow(await this.desk.addRevision(commandContext(request.writ, operator), id, body));
    return { policy: id, revision: added.revision, digest: added.digest, ledger: lastReceipt(added.receipt) };
  }

  @Get(':id/revisions/:revision')
  @ForOperators('viewer')
  @ReadsFrom('policies')
  @ApiOkResponse({ standardSchema: PolicyRevisionView })
  async getRevision(
    @Param('id', { schema: PolicyId }) id: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    return found(await this.query.revision(operator.tenant, id, revision), 'POLICY_REVISION_NOT_FOUND');
  }

  @Post(':id/revisions/:revision/publish')
  @HttpCode(200)
  @ForOperators('policy_admin')
  @ApiOkResponse({ standardSchema: Published })
  async publish(
    @Param('id', { schema: PolicyId }) id: string,
    @Param('revision', { schema: RevisionNumber }) revision: number,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    const receipt = orThrow(await this.desk.publish(commandContext(request.writ, operator), id, revision));
    return { policy: id, revision, ledger: lastReceipt(receipt) };
  }
}

function found<T>(value: T | undefined, code: PolicyRefusalCode): T {
  if (value === undefined) throw new RefusalError({ refused: code });
  return value;
}

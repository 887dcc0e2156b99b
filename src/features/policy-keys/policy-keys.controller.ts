import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import { PolicyKeyId, RegisterPolicyKeyRequest, RevokePolicyKeyRequest, RotatePolicyKeyRequest } from './commands.js';
import { PolicyKeyAdministration, PolicyKeyEntered, PolicyKeyGone } from './policy-key-administration.js';
import { PolicyKeysQuery, PolicyKeyView } from './policy-keys.query.js';

const PolicyKeyPage = z
  .object({ items: z.array(PolicyKeyView), nextCursor: z.string().nullable() })
  .meta({ id: 'PolicyKeyPage' });

@ApiTags('policy-keys')
@Idempotent()
@Controller('v1/policy-keys')
export class PolicyKeysController {
  constructor(
    @Inject(PolicyKeyAdministration) private readonly administration: PolicyKeyAdministration,
    @Inject(PolicyKeysQuery) private readonly query: PolicyKeysQuery,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Register a key that may sign policy revisions' })
  @ForOperators('admin')
  @ApiCreatedResponse({ standardSchema: PolicyKeyEntered })
  register(
    @Body({ schema: RegisterPolicyKeyRequest }) body: z.output<typeof RegisterPolicyKeyRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.register(request.writ, operator, body);
  }

  @Get()
  @ApiOperation({ summary: 'List signing keys and what became of them' })
  @ForOperators('viewer')
  @ReadsFrom('policy-keys')
  @ApiOkResponse({ standardSchema: PolicyKeyPage })
  list(@Query({ schema: PageQuery }) page: PageQuery, @CallingOperator() operator: OperatorPrincipal) {
    return this.query.list(operator.tenant, page);
  }

  @Post(':keyId/rotate')
  @ApiOperation({ summary: 'Register a key in the place of another; what that one signed stays good, and it signs nothing more' })
  @ForOperators('admin')
  @ApiCreatedResponse({ standardSchema: PolicyKeyEntered })
  rotate(
    @Param('keyId', { schema: PolicyKeyId }) keyId: string,
    @Body({ schema: RotatePolicyKeyRequest }) body: z.output<typeof RotatePolicyKeyRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.rotate(request.writ, operator, keyId, body);
  }

  @Post(':keyId/revoke')
  @ApiOperation({ summary: 'Make every signature by a key bad, from the next decision on' })
  @HttpCode(200)
  @ForOperators('admin')
  @ApiOkResponse({ standardSchema: PolicyKeyGone })
  revoke(
    @Param('keyId', { schema: PolicyKeyId }) keyId: string,
    @Body({ schema: RevokePolicyKeyRequest }) body: z.output<typeof RevokePolicyKeyRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.revoke(request.writ, operator, keyId, body);
  }
}

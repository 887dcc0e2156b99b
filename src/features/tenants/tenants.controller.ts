import { Body, Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CallingOperator, ForDeploymentOwner, ForOperatorsAnywhere } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { CreateTenantRequest, TenantId } from './commands.js';
import { TenantAdministration, TenantCreated, TenantView } from './tenant-administration.js';

@ApiTags('tenants')
@Idempotent()
@Controller('v1/tenants')
export class TenantsController {
  constructor(@Inject(TenantAdministration) private readonly administration: TenantAdministration) {}

  @Post()
  @ApiOperation({ summary: 'Create a tenant' })
  @ForDeploymentOwner()
  @ApiCreatedResponse({ standardSchema: TenantCreated })
  create(
    @Body({ schema: CreateTenantRequest }) body: z.output<typeof CreateTenantRequest>,
    @CallingOperator() owner: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.create(request.writ, owner, body);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One tenant' })
  @ForOperatorsAnywhere('viewer')
  @ApiOkResponse({ standardSchema: TenantView })
  get(@Param('id', { schema: TenantId }) id: string, @CallingOperator() operator: OperatorPrincipal) {
    return this.administration.get(operator, id);
  }
}

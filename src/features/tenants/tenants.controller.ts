import { Body, Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingOperator, ForDeploymentOwner, ForOperatorsAnywhere, isDeploymentOwner } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { refuseWith } from '#platform/http/problem-details';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import { CreateTenantRequest, TenantId } from './commands.js';
import { TenantDirectory, TenantRegistry } from './contract.js';

const TenantView = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Tenant' });
const TenantCreated = z
  .object({ tenant: TenantView, ledger: LedgerReceipt.describe("In the deployment's ledger.") })
  .meta({ id: 'TenantCreatedAnswer' });

@ApiTags('tenants')
@Idempotent()
@Controller('v1/tenants')
export class TenantsController {
  constructor(
    @Inject(TenantRegistry) private readonly registry: TenantRegistry,
    @Inject(TenantDirectory) private readonly directory: TenantDirectory,
  ) {}

  @Post()
  @ForDeploymentOwner()
  @ApiCreatedResponse({ standardSchema: TenantCreated })
  async create(
    @Body({ schema: CreateTenantRequest }) body: z.output<typeof CreateTenantRequest>,
    @CallingOperator() owner: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    const receipt = orThrow(await this.registry.create(commandContext(request.writ, owner), body.id, body.name));
    return { tenant: { id: body.id, name: body.name }, ledger: lastReceipt(receipt) };
  }

  /** An operator may look at the own tenant, the deployment's owner at any; everything else does not exist. */
  @Get(':id')
  @ForOperatorsAnywhere('viewer')
  @ApiOkResponse({ standardSchema: TenantView })
  async get(@Param('id', { schema: TenantId }) id: string, @CallingOperator() operator: OperatorPrincipal) {
    const visible = operator.tenant === id || isDeploymentOwner(operator);
    const tenant = visible ? await this.directory.find(id) : undefined;
    if (!tenant) throw refuseWith('NOT_FOUND', `there is no tenant ${id}`);
    return tenant;
  }
}

import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { TenantId } from '#features/tenants/contract';
import { CallingOperator, ForDeploymentOwner, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { SetMinimumQualityRequest, SetSeparationOfDutiesRequest } from './commands.js';
import { GovernanceAdministration, GovernanceSet, GovernanceView } from './governance-administration.js';

@ApiTags('policies')
@Idempotent()
@Controller('v1')
export class PolicyGovernanceController {
  constructor(@Inject(GovernanceAdministration) private readonly administration: GovernanceAdministration) {}

  @Get('policy-governance')
  @ApiOperation({ summary: 'What a policy needs to be put to work in this tenant' })
  @ForOperators('viewer')
  @ApiOkResponse({ standardSchema: GovernanceView })
  get(@CallingOperator() operator: OperatorPrincipal) {
    return this.administration.get(operator);
  }

  @Post('policy-governance')
  @ApiOperation({ summary: 'Set the quality score a policy needs to be put to work' })
  @HttpCode(200)
  @ForOperators('admin')
  @ApiOkResponse({ standardSchema: GovernanceSet })
  setMinimumQuality(
    @Body({ schema: SetMinimumQualityRequest }) body: z.output<typeof SetMinimumQualityRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.setMinimumQuality(request.writ, operator, body);
  }

  @Post('tenants/:id/policy-governance')
  @ApiOperation({ summary: 'Relax or enforce that author, reviewer and publisher are different people' })
  @HttpCode(200)
  @ForDeploymentOwner()
  @ApiOkResponse({ standardSchema: GovernanceSet })
  setSeparation(
    @Param('id', { schema: TenantId }) tenant: string,
    @Body({ schema: SetSeparationOfDutiesRequest }) body: z.output<typeof SetSeparationOfDutiesRequest>,
    @CallingOperator() owner: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.setSeparation(request.writ, owner, tenant, body);
  }
}

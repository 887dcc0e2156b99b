import { Body, Controller, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingOperator, ForOperatorsAnywhere } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { ControlRequest } from './commands.js';
import { ControlsQuery, ControlView } from './controls.query.js';
import { ControlAnswer, SetControl } from './set-control.js';

const ControlList = z.object({ items: z.array(ControlView), nextCursor: z.null() }).meta({ id: 'ControlList' });
type Body_ = z.output<typeof ControlRequest>;

@ApiTags('controls')
@Idempotent()
@Controller('v1/controls')
export class ControlsController {
  constructor(
    @Inject(SetControl) private readonly setControl: SetControl,
    @Inject(ControlsQuery) private readonly query: ControlsQuery,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What is killed and paused now' })
  @ForOperatorsAnywhere('viewer')
  @ReadsFrom('controls')
  @ApiOkResponse({ standardSchema: ControlList })
  async list(@CallingOperator() operator: OperatorPrincipal): Promise<z.output<typeof ControlList>> {
    return { items: await this.query.all(operator.tenant), nextCursor: null };
  }

  @Post('kill')
  @ApiOperation({ summary: 'Deny every call in a scope from the next decision on' })
  @HttpCode(200)
  @ForOperatorsAnywhere('incident_admin', 'owner')
  @ApiOkResponse({ standardSchema: ControlAnswer })
  kill(
    @Body({ schema: ControlRequest }) body: Body_,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.setControl.execute('EngageKillSwitch', body, operator, request.writ);
  }

  @Post('restore')
  @ApiOperation({ summary: 'Lift a kill' })
  @HttpCode(200)
  @ForOperatorsAnywhere('incident_admin', 'owner')
  @ApiOkResponse({ standardSchema: ControlAnswer })
  restore(
    @Body({ schema: ControlRequest }) body: Body_,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.setControl.execute('ReleaseKillSwitch', body, operator, request.writ);
  }

  @Post('pause')
  @ApiOperation({ summary: 'Defer every call in a scope from the next decision on' })
  @HttpCode(200)
  @ForOperatorsAnywhere('incident_admin', 'owner')
  @ApiOkResponse({ standardSchema: ControlAnswer })
  pause(
    @Body({ schema: ControlRequest }) body: Body_,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.setControl.execute('PauseTraffic', body, operator, request.writ);
  }

  @Post('resume')
  @ApiOperation({ summary: 'Lift a pause' })
  @HttpCode(200)
  @ForOperatorsAnywhere('incident_admin', 'owner')
  @ApiOkResponse({ standardSchema: ControlAnswer })
  resume(
    @Body({ schema: ControlRequest }) body: Body_,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.setControl.execute('ResumeTraffic', body, operator, request.writ);
  }
}

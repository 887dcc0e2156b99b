import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { LiftPinRequest, PinId, PinRevisionRequest } from './commands.js';
import { PinAdministration, PinLifted, Pinned } from './pin-administration.js';
import { PinsQuery, PinView } from './pins.query.js';

const PinList = z.object({ items: z.array(PinView), nextCursor: z.null() }).meta({ id: 'PinList' });

@ApiTags('pins')
@Idempotent()
@Controller('v1/pins')
export class PinsController {
  constructor(
    @Inject(PinAdministration) private readonly administration: PinAdministration,
    @Inject(PinsQuery) private readonly query: PinsQuery,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Have an agent, a session or a label decided by a chosen revision' })
  @ForOperators('policy_admin')
  @ApiCreatedResponse({ standardSchema: Pinned })
  pin(
    @Body({ schema: PinRevisionRequest }) body: PinRevisionRequest,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.pin(request.writ, operator, body);
  }

  @Get()
  @ApiOperation({ summary: 'The pins that hold now' })
  @ForOperators('viewer')
  @ReadsFrom('pins')
  @ApiOkResponse({ standardSchema: PinList })
  async list(@CallingOperator() operator: OperatorPrincipal): Promise<z.output<typeof PinList>> {
    return { items: await this.query.holding(operator.tenant, new Date()), nextCursor: null };
  }

  @Post(':id/lift')
  @ApiOperation({ summary: 'Lift a pin' })
  @HttpCode(200)
  @ForOperators('policy_admin', 'incident_admin')
  @ApiOkResponse({ standardSchema: PinLifted })
  lift(
    @Param('id', { schema: PinId }) pin: string,
    @Body({ schema: LiftPinRequest }) body: z.output<typeof LiftPinRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.lift(request.writ, operator, pin, body.reason);
  }
}

import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingAgent, ForAgents } from '#platform/auth/access';
import type { AgentPrincipal } from '#platform/auth/principal';
import { ServedName } from './served-name.js';
import { HeldAnswers } from './waiting/held-answers.js';
import { PlanOffers, PolicyPlan } from './plan-offers.js';

@ApiTags('fabric')
@Controller('v1/policy-plans')
export class PolicyPlansController {
  constructor(
    @Inject(HeldAnswers) private readonly held: HeldAnswers,
    @Inject(PlanOffers) private readonly offers: PlanOffers,
  ) {}

  /** The compiled policy, for evaluating it where the calls are. Refused while it could not decide anything: keep the last good one. */
  @Get(':name')
  @ApiOperation({ summary: 'The compiled policy this agent is to decide by' })
  @ForAgents()
  @ApiHeader({ name: 'If-None-Match', required: false, description: '`ETag` of the plan you have.' })
  @ApiHeader({ name: 'Prefer', required: false, description: '`wait=N`: wait up to N seconds (at most 60) for another plan.' })
  @ApiOkResponse({ standardSchema: PolicyPlan })
  @ApiResponse({ status: 304, description: 'You have what there is.' })
  plan(
    @Param('name', { schema: ServedName }) name: z.output<typeof ServedName>,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    void reply.type('application/json; charset=utf-8');
    return this.held.answer(request, reply, agent, name, (caller) => this.offers.of(caller, name));
  }
}

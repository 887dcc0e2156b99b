import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import { AgentAdministration, AgentWithKey, KeyId, NewKey, Revoked } from './agent-administration.js';
import { AgentsQuery, AgentView } from './agents.query.js';
import { AgentId, RegisterAgentRequest } from './commands.js';

const AgentPage = z.object({ items: z.array(AgentView), nextCursor: z.string().nullable() }).meta({ id: 'AgentPage' });

@ApiTags('agents')
@Idempotent()
@Controller('v1/agents')
export class AgentsController {
  constructor(
    @Inject(AgentAdministration) private readonly administration: AgentAdministration,
    @Inject(AgentsQuery) private readonly query: AgentsQuery,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Register an agent and get its key' })
  @ForOperators('admin')
  @ApiCreatedResponse({ standardSchema: AgentWithKey })
  register(
    @Body({ schema: RegisterAgentRequest }) body: z.output<typeof RegisterAgentRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.register(request.writ, operator, body);
  }

  @Get()
  @ApiOperation({ summary: 'List agents and their keys' })
  @ForOperators('viewer')
  @ReadsFrom('agents')
  @ApiOkResponse({ standardSchema: AgentPage })
  list(@Query({ schema: PageQuery }) page: PageQuery, @CallingOperator() operator: OperatorPrincipal) {
    return this.query.list(operator.tenant, page);
  }

  @Post(':id/keys/rotate')
  @ApiOperation({ summary: 'Issue a new key; every other key of the agent stops at once' })
  @ForOperators('admin')
  @ApiCreatedResponse({ standardSchema: NewKey })
  rotate(
    @Param('id', { schema: AgentId }) id: string,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.rotate(request.writ, operator, id);
  }

  @Delete(':id/keys/:keyId')
  @ApiOperation({ summary: 'Revoke one key; it stops at once' })
  @ForOperators('admin')
  @ApiOkResponse({ standardSchema: Revoked })
  revoke(
    @Param('id', { schema: AgentId }) id: string,
    @Param('keyId', { schema: KeyId }) keyId: string,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.administration.revoke(request.writ, operator, id, keyId);
  }
}

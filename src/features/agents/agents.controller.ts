import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { newId } from '#libs/event-ids';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import { AgentDirectory } from './agent-directory.js';
import { AgentsQuery, AgentView } from './agents.query.js';
import { AgentId, RegisterAgentRequest } from './commands.js';

const AgentWithKey = z
  .object({
    agent: z.object({ id: z.string(), name: z.string(), labels: z.record(z.string(), z.string()) }),
    key: z.string().describe('Shown once; store it now.'),
    keyId: z.string(),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'AgentWithKey' });
const NewKey = z
  .object({ key: z.string().describe('Shown once; store it now.'), keyId: z.string(), ledger: LedgerReceipt })
  .meta({ id: 'NewAgentKey' });
const Revoked = z.object({ ledger: LedgerReceipt }).meta({ id: 'AgentKeyRevokedAnswer' });
const AgentPage = z.object({ items: z.array(AgentView), nextCursor: z.string().nullable() }).meta({ id: 'AgentPage' });
const KeyId = z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 hex digits');

@ApiTags('agents')
@Idempotent()
@Controller('v1/agents')
export class AgentsController {
  constructor(
    @Inject(AgentDirectory) private readonly directory: AgentDirectory,
    @Inject(AgentsQuery) private readonly query: AgentsQuery,
  ) {}

  @Post()
  @ForOperators('admin')
  @ApiCreatedResponse({ standardSchema: AgentWithKey })
  async register(
    @Body({ schema: RegisterAgentRequest }) body: z.output<typeof RegisterAgentRequest>,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    const id = body.id ?? newId();
    const issued = orThrow(await this.directory.register(commandContext(request.writ, operator), id, body.name, body.labels));
    return {
      agent: { id, name: body.name, labels: body.labels },
      key: issued.key,
      keyId: issued.keyId,
      ledger: lastReceipt(issued.receipt),
    };
  }

  @Get()
  @ForOperators('viewer')
  @ReadsFrom('agents')
  @ApiOkResponse({ standardSchema: AgentPage })
  list(@Query({ schema: PageQuery }) page: PageQuery, @CallingOperator() operator: OperatorPrincipal) {
    return this.query.list(operator.tenant, page);
  }

  @Post(':id/keys/rotate')
  @ForOperators('admin')
  @ApiCreatedResponse({ standardSchema: NewKey })
  async rotate(
    @Param('id', { schema: AgentId }) id: string,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    const issued = orThrow(await this.directory.rotate(commandContext(request.writ, operator), id));
    return { key: issued.key, keyId: issued.keyId, ledger: lastReceipt(issued.receipt) };
  }

  @Delete(':id/keys/:keyId')
  @ForOperators('admin')
  @ApiOkResponse({ standardSchema: Revoked })
  async revoke(
    @Param('id', { schema: AgentId }) id: string,
    @Param('keyId', { schema: KeyId }) keyId: string,
    @CallingOperator() operator: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    const receipt = orThrow(await this.directory.revoke(commandContext(request.writ, operator), id, keyId));
    return { ledger: lastReceipt(receipt) };
  }
}

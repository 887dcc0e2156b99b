import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { newId } from '#libs/event-ids';
import { z } from 'zod';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { Caller, CallingAgent, CallingOperator, ForAgents, ForAgentsAndOperators, ForOperators } from '#platform/auth/access';
import { DEPLOYMENT_LEDGER, type AgentPrincipal, type OperatorPrincipal, type Principal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import { RefusalError, refuseWith } from '#platform/http/problem-details';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import { OpenSessionRequest, SessionId, type SessionCommand } from './commands.js';
import { sessionStream } from './contract.js';
import { sessions, type SessionState } from './decider.js';
import { sessionEvents } from './events.js';
import type { SessionRefusalCode } from './refusals.js';
import { SessionsQuery, SessionView } from './sessions.query.js';

const SessionAnswer = z
  .object({ session: z.object({ id: z.string(), agent: z.string() }), ledger: LedgerReceipt })
  .meta({ id: 'SessionAnswer' });
const SessionPage = z.object({ items: z.array(SessionView), nextCursor: z.string().nullable() }).meta({ id: 'SessionPage' });

@ApiTags('sessions')
@Idempotent()
@Controller('v1/sessions')
export class SessionsController {
  private readonly streams: StreamKind<SessionCommand, typeof sessionEvents, SessionState, SessionRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(SessionsQuery) private readonly query: SessionsQuery,
  ) {
    this.streams = ledger.streams(sessionEvents, sessions, 1_000);
  }

  @Post()
  @ApiOperation({ summary: 'Open a session' })
  @ForAgents()
  @ApiCreatedResponse({ standardSchema: SessionAnswer })
  async open(
    @Body({ schema: OpenSessionRequest }) body: z.output<typeof OpenSessionRequest>,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
  ) {
    const session = body.id ?? newId();
    const command: SessionCommand = {
      type: 'OpenSession',
      session,
      agent: agent.id,
      tags: body.tags,
      parent: body.parentSessionId ?? null,
      now: new Date().toISOString(),
    };
    const handled = orThrow(await this.streams.handle(commandContext(request.writ, agent), sessionStream(session), command));
    return { session: { id: session, agent: agent.id }, ledger: lastReceipt(handled.receipt) };
  }

  @Post(':id/close')
  @ApiOperation({ summary: 'Close a session for good' })
  @HttpCode(200)
  @ForAgents()
  @ApiOkResponse({ standardSchema: SessionAnswer })
  async close(
    @Param('id', { schema: SessionId }) id: string,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
  ) {
    const handled = orThrow(
      await this.streams.handle(commandContext(request.writ, agent), sessionStream(id), {
        type: 'CloseSession',
        agent: agent.id,
      }),
    );
    return { session: { id, agent: agent.id }, ledger: lastReceipt(handled.receipt) };
  }

  @Get()
  @ApiOperation({ summary: 'List sessions, newest first' })
  @ForOperators('viewer')
  @ReadsFrom('sessions')
  @ApiOkResponse({ standardSchema: SessionPage })
  list(@Query({ schema: PageQuery }) page: PageQuery, @CallingOperator() operator: OperatorPrincipal) {
    return this.query.list(operator.tenant, page);
  }

  /** An agent sees its own sessions; to it, another agent's does not exist. */
  @Get(':id')
  @ApiOperation({ summary: 'One session' })
  @ForAgentsAndOperators()
  @ReadsFrom('sessions')
  @ApiOkResponse({ standardSchema: SessionView })
  async get(@Param('id', { schema: SessionId }) id: string, @Caller() caller: Principal) {
    if (caller.tenant === DEPLOYMENT_LEDGER) throw refuseWith('FORBIDDEN', 'sessions belong to tenants');
    const session = await this.query.find(caller.tenant, id);
    if (!session || (caller.kind === 'agent' && session.agent !== caller.id))
      throw new RefusalError({ refused: 'SESSION_NOT_FOUND' satisfies SessionRefusalCode });
    return session;
  }
}

import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingAgent, ForAgentsWhoAppend } from '#platform/auth/access';
import type { AgentPrincipal } from '#platform/auth/principal';
import { DirectRoutes } from '#platform/http/direct-routes';
import { orThrow } from '#platform/http/responses';
import { validMember } from '#platform/http/valid';
import { DecisionAnswer, OutcomeAnswer } from './answer.js';
import { BATCH_LIMIT, DecisionBatch } from './decision-batch.js';
import { DecideRequest, OutcomeRequest, RequestId } from '../commands.js';
import { DecisionDesk } from './decision-desk.js';

const DecisionId = z.uuid();
const BatchAnswer = z.object({ items: z.array(z.record(z.string(), z.unknown())) }).meta({ id: 'DecisionBatchAnswer' });

@ApiTags('decisions')
@Controller('v1/decisions')
export class DecisionsController {
  constructor(
    @Inject(DecisionDesk) private readonly desk: DecisionDesk,
    @Inject(DecisionBatch) private readonly batch: DecisionBatch,
    @Inject(DirectRoutes) direct: DirectRoutes,
  ) {
    direct.add({
      path: '/v1/decisions',
      // oxlint-disable-next-line typescript/unbound-method -- what is declared on it is wanted, not a call
      method: this.decide,
      body: DecideRequest,
      answer: (body, request, reply) => this.decide(body, request.writ.principal as AgentPrincipal, request, reply),
    });
  }

  @Post()
  @ApiOperation({ summary: 'Ask whether a tool call may run' })
  @HttpCode(200)
  @ForAgentsWhoAppend()
  @ApiOkResponse({ standardSchema: DecisionAnswer })
  async decide(
    @Body({ schema: DecideRequest }) body: DecideRequest,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DecisionAnswer> {
    const answer = orThrow(await this.desk.decide(agent, withRequestId(body, request), request.writ));
    request.writ.code = answer.code;
    if (answer.limit) tellLimit(reply, answer.limit, answer.retryAfter);
    return answer;
  }

  /** Answers in the order of the requests; an item that is malformed or refused fails alone, as a problem document. */
  @Post('batch')
  @ApiOperation({ summary: 'Ask for up to 1,000 calls at once' })
  @HttpCode(200)
  @ForAgentsWhoAppend()
  @ApiBody({
    description: `1 to ${BATCH_LIMIT} requests, as a JSON array or as NDJSON.`,
    schema: { type: 'array', maxItems: BATCH_LIMIT, items: { $ref: '#/components/schemas/DecideRequest' } },
  })
  @ApiOkResponse({ standardSchema: BatchAnswer })
  async decideBatch(@Body() body: unknown, @CallingAgent() agent: AgentPrincipal, @Req() request: FastifyRequest) {
    return { items: await this.batch.decide(agent, body, request.writ) };
  }

  @Post(':id/outcome')
  @ApiOperation({ summary: 'Tell what became of a decided call' })
  @HttpCode(200)
  @ForAgentsWhoAppend()
  @ApiOkResponse({ standardSchema: OutcomeAnswer })
  async outcome(
    @Param('id', { schema: DecisionId }) id: string,
    @Body({ schema: OutcomeRequest }) body: OutcomeRequest,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
  ): Promise<OutcomeAnswer> {
    return orThrow(await this.desk.recordOutcome(agent, id, body, request.writ));
  }
}

/** For clients that know rate limits from elsewhere; the body says the same. */
function tellLimit(
  reply: FastifyReply,
  { limit, remaining, resetSeconds }: NonNullable<DecisionAnswer['limit']>,
  retryAfter: number | undefined,
): void {
  reply.headers({ 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': resetSeconds });
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
}

/** `Idempotency-Key` does for a call what `requestId` does; the body wins when both are given. */
function withRequestId(body: DecideRequest, request: FastifyRequest): DecideRequest {
  const key = request.headers['idempotency-key'];
  if (body.requestId !== undefined || key === undefined) return body;
  return { ...body, requestId: validMember('Idempotency-Key', RequestId, key) };
}

import { Body, Controller, HttpCode, Inject, Param, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags, type ApiBodyOptions } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CallingAgent, ForAgents } from '#platform/auth/access';
import type { AgentPrincipal } from '#platform/auth/principal';
import { RawBody } from '#platform/http/bodies/raw-body';
import { convertSchema } from '#platform/openapi/schema-conversion';
import { ClientReports } from './client-reports.js';
import { OpaStatus } from './client-status.js';
import { LogAnswer } from './logging/decision-log.js';
import { OpaConnectionsInterceptor } from '#platform/http/opa-connections.interceptor';
import { BATCH_BOUNDS } from './logging/log-batch.js';
import { LogEntry } from './logging/log-entry.js';

const StatusAnswer = z
  .object({ recorded: z.boolean().describe('False when it says what the last one said.') })
  .meta({ id: 'OpaStatusAnswer' });

/** OPA's `partition_name`: where it sends what it tells, and nothing that it tells. */
const Partition = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,256}$/u, 'must be 1 to 256 characters without control characters');

/** A body that the route reads itself is described by hand. */
const described = (schema: z.ZodType) =>
  convertSchema(schema, { schemaType: 'input' })?.schema as Extract<ApiBodyOptions, { schema: unknown }>['schema'];

/** OPA's status and decision log APIs, and who reports to them. */
@ApiTags('fabric')
@UseInterceptors(OpaConnectionsInterceptor)
@Controller('v1/opa')
export class OpaReportsController {
  constructor(@Inject(ClientReports) private readonly reports: ClientReports) {}

  @Post('status')
  @ApiOperation({ summary: 'How a client stands, as OPA reports it' })
  @HttpCode(200)
  @ForAgents()
  @RawBody()
  @ApiBody({ schema: described(OpaStatus) })
  @ApiOkResponse({ standardSchema: StatusAnswer })
  async status(
    @Body() body: unknown,
    @CallingAgent() agent: AgentPrincipal,
    @Req() { headers, writ }: FastifyRequest,
  ): Promise<z.output<typeof StatusAnswer>> {
    return { recorded: await this.reports.status(writ, agent, body, headers['content-encoding']) };
  }

  /**
   * At most 1 MiB as sent, 16 MiB unpacked and 10,000 entries. A malformed entry is refused alone; a decision id that was
   * recorded before is recorded no second time, so a batch may be sent again.
   */
  @Post('logs')
  @ApiOperation({ summary: 'What a client decided, as OPA logs it; with `Content-Encoding: gzip` or without' })
  @HttpCode(200)
  @ForAgents()
  @RawBody()
  @ApiBody({ schema: described(z.array(LogEntry).max(BATCH_BOUNDS.entries)) })
  @ApiOkResponse({ standardSchema: LogAnswer })
  logs(@Body() body: unknown, @CallingAgent() agent: AgentPrincipal, @Req() { headers }: FastifyRequest): Promise<LogAnswer> {
    return this.reports.decisions(agent, body, headers['content-encoding']);
  }

  @Post('status/:partition')
  @ApiOperation({ summary: 'The same from an OPA with a `partition_name`, which is not kept' })
  @HttpCode(200)
  @ForAgents()
  @RawBody()
  @ApiBody({ schema: described(OpaStatus) })
  @ApiOkResponse({ standardSchema: StatusAnswer })
  statusOfPartition(
    @Param('partition', { schema: Partition }) _partition: unknown,
    @Body() body: unknown,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
  ): Promise<z.output<typeof StatusAnswer>> {
    return this.status(body, agent, request);
  }

  @Post('logs/:partition')
  @ApiOperation({ summary: 'The same from an OPA with a `partition_name`, which is not kept' })
  @HttpCode(200)
  @ForAgents()
  @RawBody()
  @ApiBody({ schema: described(z.array(LogEntry).max(BATCH_BOUNDS.entries)) })
  @ApiOkResponse({ standardSchema: LogAnswer })
  logsOfPartition(
    @Param('partition', { schema: Partition }) _partition: unknown,
    @Body() body: unknown,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
  ): Promise<LogAnswer> {
    return this.logs(body, agent, request);
  }
}

import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CallingOperator, Facts, ForOperatorsAnywhere } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import type { RequestFacts } from '#platform/http/request-context';
import { ReadAudit } from '#platform/operations/read-audit';
import { LedgerExport } from './ledger-export.js';
import { RangeQuery } from './operations.js';

@ApiTags('ledger')
@Controller('v1/ledger')
export class LedgerController {
  constructor(
    @Inject(LedgerExport) private readonly exports: LedgerExport,
    @Inject(ReadAudit) private readonly audit: ReadAudit,
  ) {}

  /** NDJSON in the format writ-export/1: one event a line, then the trailer. */
  @Get('export')
  @ApiOperation({ summary: 'Take the record away as writ-export/1' })
  @ForOperatorsAnywhere('auditor', 'owner')
  @ApiOkResponse({ description: 'writ-export/1', content: { 'application/x-ndjson': { schema: { type: 'string' } } } })
  async export(
    @Query({ schema: RangeQuery }) query: z.output<typeof RangeQuery>,
    @CallingOperator() operator: OperatorPrincipal,
    @Facts() facts: RequestFacts,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    await this.audit.note(operator, facts, 'ledgerExport', query);
    const range = await this.exports.range(operator.tenant, query.from, query.to);
    const file = `writ-${operator.tenant}-${range.from}-${range.to}.ndjson`;
    void reply.header('writ-export-events', String(range.to - range.from + 1));
    // The file says it, too, where it reaches the end; this says it before the file is read.
    if (range.damage) void reply.header('writ-ledger-finding', `${range.damage.reason}; position=${range.damage.position}`);
    return new StreamableFile(Readable.from(this.exports.chunks(range)), {
      type: 'application/x-ndjson',
      disposition: `attachment; filename="${file}"`,
    });
  }
}

import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { digestOf } from '#libs/evidence';
import { refuse } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { reportPage, type ReplayReport } from '#libs/replay';
import { CallingOperator, Facts, ForOperatorsAnywhere } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { RefusalError } from '#platform/http/problem-details';
import type { RequestFacts } from '#platform/http/request-context';
import { csvLine } from '#platform/operations/csv-answer';
import { ReadAudit } from '#platform/operations/read-audit';
import { ReplayId } from './commands.js';
import { ReplayReportAnswer } from './report-answer.js';
import { ReplaysQuery } from './reading/replays.query.js';
import type { ReplayRefusalCode } from './refusals.js';
import { ReplayDesk } from './replay-desk.js';

const FORMATS = ['json', 'csv', 'html'] as const;
const ReportQuery = z.strictObject({ format: z.enum(FORMATS).default('json') });
const ReportPath = z.strictObject({ id: ReplayId });

const TYPES = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  html: 'text/html; charset=utf-8',
};
/** It holds no script and loads nothing, and a browser is told to let it do neither. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const no = (code: ReplayRefusalCode): RefusalError => new RefusalError(refuse(code));

/** Reports as files: what the digest in the ledger is of, and what is made of it for spreadsheets and for people. */
@ApiTags('replays')
@Controller('v1/replays')
export class ReplaysController {
  constructor(
    @Inject(ReplayDesk) private readonly desk: ReplayDesk,
    @Inject(ReplaysQuery) private readonly query: ReplaysQuery,
    @Inject(ReadAudit) private readonly audit: ReadAudit,
  ) {}

  @Get(':id/report')
  @ApiOperation({ summary: 'The report of a completed replay, as JSON, CSV or a page of HTML' })
  @ForOperatorsAnywhere('viewer', 'replay_admin')
  @ApiOkResponse({ description: 'The report, as JSON; the same as a table and as a page', standardSchema: ReplayReportAnswer })
  async report(
    @Param({ schema: ReportPath }) { id }: z.output<typeof ReportPath>,
    @Query({ schema: ReportQuery }) { format }: z.output<typeof ReportQuery>,
    @CallingOperator() operator: OperatorPrincipal,
    @Facts() facts: RequestFacts,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.audit.note(operator, facts, 'replayReport', { replay: id, format });
    const { tenant } = operator;
    const state = await this.desk.find(tenant, id);
    if (!state) throw no('REPLAY_NOT_FOUND');
    if (state.report === null) throw no('REPLAY_NOT_COMPLETED');
    const body = await this.query.report(tenant, state.report);
    if (body === undefined || digestOf(body) !== state.report) throw no('REPLAY_REPORT_ALTERED');
    void reply
      .headers({
        'content-security-policy': PAGE_POLICY,
        etag: `"${state.report}"`,
        'content-disposition': `${format === 'html' ? 'inline' : 'attachment'}; filename="writ-replay-${id}.${format}"`,
      })
      .type(TYPES[format])
      .send(format === 'json' ? body : fileOf(format, parseJson(body) as unknown as ReplayReport, state.report));
  }
}

function fileOf(format: 'csv' | 'html', report: ReplayReport, digest: string): string {
  if (format === 'html') return reportPage(report, digest);
  const rows = report.differences.map(({ severity, cause, position, decision, at, agent, session, tool, before, after }) => [
    severity,
    cause,
    position,
    decision,
    at,
    agent,
    session,
    tool,
    ...[before, after].flatMap(({ verdict, code, rule, reason }) => [verdict, code, rule, reason]),
  ]);
  const columns = ['severity', 'cause', 'position', 'decision', 'at', 'agent', 'session', 'tool'];
  const sides = ['before', 'after'].flatMap((side) => ['verdict', 'code', 'rule', 'reason'].map((name) => `${side}_${name}`));
  return [[...columns, ...sides], ...rows].map(csvLine).join('');
}

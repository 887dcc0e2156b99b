import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { wholeNumber } from '#libs/operations';
import { CallingOperator, Facts, ForOperatorsAnywhere } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { eventsFrom } from '#platform/http/sizes/page-size';
import type { RequestFacts } from '#platform/http/request-context';
import { People } from '#platform/operations/people';
import { ReadAudit } from '#platform/operations/read-audit';
import { LedgerExport } from './ledger-export.js';
import { LedgerHeadView } from './ledger-views.js';

const position = wholeNumber(1, Number.MAX_SAFE_INTEGER);
const EventsQuery = z.strictObject({
  from: position.default(1).describe('First position.'),
  limit: wholeNumber(1, 200).default(50),
});
const RangeQuery = z
  .strictObject({
    from: position.default(1).describe('First position.'),
    to: position.optional().describe('Last position; the head when left out.'),
  })
  .refine(({ from, to }) => to === undefined || to >= from, 'to must not be before from');

const EventPage = z
  .object({
    items: z.array(z.record(z.string(), z.unknown())),
    nextFrom: z.number().int().nullable(),
    people: z.record(z.string(), z.string()).describe('What the people are called who acted in these events, by `actor.id`.'),
  })
  .meta({ id: 'LedgerEventPage' });
const Verification = z
  .union([
    z.object({ ok: z.literal(true), tenant: z.string(), from: z.number(), to: z.number(), count: z.number(), chain: z.string() }),
    z.object({ ok: z.literal(false), line: z.number(), position: z.number().optional(), reason: z.string(), detail: z.string() }),
  ])
  .meta({ id: 'LedgerVerification' });

@ApiTags('ledger')
@Controller('v1/ledger')
export class LedgerController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(LedgerExport) private readonly exports: LedgerExport,
    @Inject(ReadAudit) private readonly audit: ReadAudit,
    @Inject(People) private readonly people: People,
  ) {}

  @Get('head')
  @ApiOperation({ summary: 'Where the ledger ends now' })
  @ForOperatorsAnywhere('auditor', 'viewer')
  @ApiOkResponse({ standardSchema: LedgerHeadView })
  async head(@CallingOperator() operator: OperatorPrincipal, @Facts() facts: RequestFacts) {
    await this.audit.note(operator, facts, 'ledgerHead', {});
    return this.store.head(operator.tenant);
  }

  @Get('events')
  @ApiOperation({ summary: 'Events from a position on; about 4 MiB of them at most' })
  @ForOperatorsAnywhere('auditor', 'owner')
  @ApiOkResponse({ standardSchema: EventPage })
  async events(
    @Query({ schema: EventsQuery }) { from, limit }: z.output<typeof EventsQuery>,
    @CallingOperator() operator: OperatorPrincipal,
    @Facts() facts: RequestFacts,
  ) {
    await this.audit.note(operator, facts, 'ledgerEvents', { from, limit });
    const page = await eventsFrom(from, limit, (at, most) => this.store.readLedger(operator.tenant, at, most));
    const actors = page.items.filter(({ actor }) => actor.kind === 'user').map(({ actor }) => actor.id);
    return { ...page, people: Object.fromEntries(await this.people.of(operator.tenant, actors)) };
  }

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

  @Get('verify')
  @ApiOperation({ summary: 'Re-derive every hash on the server' })
  @ForOperatorsAnywhere('auditor', 'owner')
  @ApiOkResponse({ standardSchema: Verification })
  async verify(
    @Query({ schema: RangeQuery }) query: z.output<typeof RangeQuery>,
    @CallingOperator() operator: OperatorPrincipal,
    @Facts() facts: RequestFacts,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.audit.note(operator, facts, 'ledgerVerification', query);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return this.exports.verify(await this.exports.range(operator.tenant, query.from, query.to), gone.signal);
  }
}

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Body, Controller, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { canonicalJson } from '#libs/evidence';
import { refuse, type Json } from '#libs/event-sourcing';
import { CallingOperator, ForOperatorsAnywhere } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { contentCoding } from '#platform/http/bodies/body-encoding';
import { RawBody } from '#platform/http/bodies/raw-body';
import { RefusalError, refuseWith } from '#platform/http/problem-details';
import { ReplayHistory } from '../answers.js';
import type { ReplayRefusalCode } from '../refusals.js';
import { HistoryContent } from './history-content.js';
import { HistoryFault } from './history-fault.js';
import { HISTORY_FORMATS } from '../replay-words.js';
import type { HistoryFormat } from './history-row.js';
import { HistoryStore } from './history-store.js';
import { HISTORY_BOUNDS, historyRows } from './read-history.js';

const unzip = promisify(gunzip);
const MOST_KEPT = 20;

const Sent = z.strictObject({ format: z.enum(HISTORY_FORMATS) });
/** Brings decisions that were recorded elsewhere: a file, sent as it is. */
@ApiTags('replays')
@Controller('v1/replay-histories')
export class ReplayHistoriesController {
  /** One is read at a time: it takes memory. */
  private isReading = false;

  constructor(@Inject(HistoryStore) private readonly store: HistoryStore) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Bring a history that was not recorded here: the decision log of an OPA, or a CSV of inputs' })
  @ForOperatorsAnywhere('replay_admin', 'policy_admin')
  @RawBody(HISTORY_BOUNDS.sent)
  @ApiConsumes('application/x-ndjson', 'text/csv')
  @ApiBody({ schema: { type: 'string' }, description: 'With `Content-Encoding: gzip` or without.' })
  @ApiOkResponse({ standardSchema: ReplayHistory })
  async add(
    @Query({ schema: Sent }) { format }: z.output<typeof Sent>,
    @Body() body: unknown,
    @CallingOperator() { tenant }: OperatorPrincipal,
    @Req() { headers }: FastifyRequest,
  ): Promise<z.output<typeof ReplayHistory>> {
    if (this.isReading) throw refuseWith('OVERLOADED', 'another history is being read: try again');
    this.isReading = true;
    try {
      return await this.kept(tenant, format, await unpacked(body, headers['content-encoding']));
    } catch (error) {
      if (error instanceof HistoryFault) throw no('REPLAY_HISTORY_UNREADABLE', error.message);
      throw error;
    } finally {
      this.isReading = false;
    }
  }

  private async kept(tenant: string, format: HistoryFormat, bytes: Buffer): Promise<z.output<typeof ReplayHistory>> {
    const content = new HistoryContent(format);
    const texts: string[] = [];
    let ruled = 0;
    for await (const row of historyRows(bytes, format)) {
      const text = canonicalJson(row as unknown as Json);
      content.add(text);
      texts.push(text);
      if (row.recorded) ruled += 1;
    }
    if (texts.length === 0) throw new HistoryFault('it holds no decision');
    const history = { digest: content.digest(), format, rows: texts.length, ruled };
    const known = await this.store.list(tenant);
    if (known.length >= MOST_KEPT && !known.some(({ digest }) => digest === history.digest))
      throw no('TOO_MANY_REPLAY_HISTORIES');
    await this.store.keep(tenant, history, texts);
    return history;
  }
}

const no = (code: ReplayRefusalCode, detail?: string): RefusalError => new RefusalError(refuse(code, detail));

async function unpacked(body: unknown, encoding: string | undefined): Promise<Buffer> {
  if (!Buffer.isBuffer(body) || body.length === 0) throw refuseWith('INVALID_INPUT', 'there is no body');
  const coding = contentCoding(encoding);
  if (coding !== 'identity' && coding !== 'gzip')
    throw refuseWith('UNSUPPORTED_MEDIA_TYPE', 'Content-Encoding: this route takes gzip (or x-gzip) and identity');
  if (coding === 'identity') return body;
  try {
    return await unzip(body, { maxOutputLength: HISTORY_BOUNDS.text });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new HistoryFault(`it is larger than ${HISTORY_BOUNDS.text} bytes unpacked`);
    throw refuseWith('INVALID_INPUT', 'the body is not gzip');
  }
}

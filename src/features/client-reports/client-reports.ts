import { Inject, Injectable } from '@nestjs/common';
import { FairQueue } from '#libs/bounded';
import { type JsonBounds } from '#libs/exact-json';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import type { AgentPrincipal } from '#platform/auth/principal';
import { refuseWith } from '#platform/http/problem-details';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import { valid } from '#platform/http/valid';
import { checkBundles, clientReport, OpaStatus } from './client-status.js';
import type { FabricCommand } from './commands.js';
import { clientStream } from './contract.js';
import { fabricClients, type ClientState } from './decider.js';
import { DecisionLog, type LogAnswer } from './logging/decision-log.js';
import { fabricEvents } from './events.js';
import type { ReportRefusalCode } from './refusals.js';
import { entriesIn } from './logging/log-batch.js';
import { unpackedReport } from './report-body.js';
import { membersIn } from './status-members.js';

/** Bytes of a log batch when it is unpacked, at most; unpacking stops there. */
const MOST_LOG_BYTES = 16_777_216;
/**
 * A status is looked over and parsed in one go. That of a stock OPA with a hundred bundles has 640,000 bytes with all its metrics,
 * and 57,000 without, which are about 4,000 parts.
 */
const MOST_STATUS_BYTES = 1_048_576;
const STATUS_BOUNDS: JsonBounds = { depth: 32, tokens: 20_000 };

/** Takes in what clients tell: how they stand, and what they decided. */
@Injectable()
export class ClientReports {
  /**
   * A report of one megabyte may unpack to sixteen and be several times that in memory, so only a few are opened at once.
   * Tenants take turns: one that sends much waits behind itself.
   */
  readonly turns = new FairQueue({ working: 2, waiting: 64, waitingPerTenant: 16 });
  private readonly streams: StreamKind<FabricCommand, typeof fabricEvents, ClientState, ReportRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(DecisionLog) private readonly log: DecisionLog,
  ) {
    this.streams = ledger.streams(fabricEvents, fabricClients, 5_000);
  }

  /** `body` is the bytes of an OPA status, hostile. True when it was recorded: nothing is when it says what the last one said. */
  async status(facts: RequestFacts, agent: AgentPrincipal, body: unknown, encoding: string | undefined): Promise<boolean> {
    const report = await this.turn(agent, async () => {
      const bytes = await unpackedReport(body, encoding, MOST_STATUS_BYTES);
      const status = membersIn(bytes, Object.keys(OpaStatus.shape), STATUS_BOUNDS);
      checkBundles(status);
      return clientReport(valid(OpaStatus, status));
    });
    const { id: client, labels } = agent;
    const command = { type: 'ReportClient', client, labels, report } as const;
    const handled = orThrow(await this.streams.handle(commandContext(facts, agent), clientStream(client), command));
    return handled.receipt !== undefined;
  }

  /** `body` is the bytes of a JSON array of entries, hostile. */
  decisions(agent: AgentPrincipal, body: unknown, encoding: string | undefined): Promise<LogAnswer> {
    return this.turn(agent, async () => {
      const entries = await entriesIn(await unpackedReport(body, encoding, MOST_LOG_BYTES));
      return this.log.record(agent, entries);
    });
  }

  private async turn<T extends object>({ tenant }: AgentPrincipal, work: () => Promise<T>): Promise<T> {
    const done = await this.turns.run(tenant, work);
    if (!done) throw refuseWith('OVERLOADED', 'too many reports are waiting to be read');
    return done;
  }
}

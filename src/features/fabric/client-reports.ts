import { Inject, Injectable } from '@nestjs/common';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import type { AgentPrincipal } from '#platform/auth/principal';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import { valid } from '#platform/http/valid';
import { clientReport, OpaStatus } from './client-status.js';
import type { FabricCommand } from './commands.js';
import { clientStream } from './contract.js';
import { fabricClients, type ClientState } from './decider.js';
import { DecisionLog, type LogAnswer } from './decision-log.js';
import { fabricEvents } from './events.js';
import type { FabricRefusalCode } from './refusals.js';
import { entriesIn } from './log-batch.js';
import { reportIn, unpackedReport } from './report-body.js';
import { ReportTurns, type TurnLimits } from './report-turns.js';

/** Entries of one batch, at most. */
export const MOST_ENTRIES = 10_000;

/** Takes in what clients tell: how they stand, and what they decided. */
@Injectable()
export class ClientReports {
  /** For reports from now on. */
  limits: TurnLimits = { atOnce: 2, waiting: 64, waitingPerTenant: 16 };
  private readonly turns = new ReportTurns(() => this.limits);
  private readonly streams: StreamKind<FabricCommand, typeof fabricEvents, ClientState, FabricRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(DecisionLog) private readonly log: DecisionLog,
  ) {
    this.streams = ledger.streams(fabricEvents, fabricClients, 5_000);
  }

  /** `body` is the bytes of an OPA status, hostile. True when it was recorded: nothing is when it says what the last one said. */
  async status(facts: RequestFacts, agent: AgentPrincipal, body: unknown, encoding: string | undefined): Promise<boolean> {
    const report = await this.turns.run(agent.tenant, async () =>
      clientReport(valid(OpaStatus, reportIn(await unpackedReport(body, encoding)))),
    );
    const { id: client, labels } = agent;
    const command = { type: 'ReportClient', client, labels, report } as const;
    const handled = orThrow(await this.streams.handle(commandContext(facts, agent), clientStream(client), command));
    return handled.receipt !== undefined;
  }

  /** `body` is the bytes of a JSON array of entries, hostile. */
  decisions(agent: AgentPrincipal, body: unknown, encoding: string | undefined): Promise<LogAnswer> {
    return this.turns.run(agent.tenant, async () => {
      const entries = await entriesIn(await unpackedReport(body, encoding), MOST_ENTRIES);
      return this.log.record(agent, entries);
    });
  }
}

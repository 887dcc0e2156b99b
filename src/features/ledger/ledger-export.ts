import { Inject, Injectable } from '@nestjs/common';
import { exportLine, exportTrailer, GENESIS_CHAIN, verifyExport, type VerificationResult } from '#libs/evidence';
import type { EventStore, RecordedEvent } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { refuseWith } from '#platform/http/problem-details';

const PAGE = 2_000;

export interface Range {
  readonly tenant: string;
  readonly from: number;
  readonly to: number;
}

/** A tenant's ledger as writ-export/1, page by page: memory stays flat however long the ledger is. */
@Injectable()
export class LedgerExport {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** The range as asked, cut to what the ledger holds now. */
  async range(tenant: string, from: number, to: number | undefined): Promise<Range> {
    const { position } = await this.store.head(tenant);
    if (from > position + 1) throw refuseWith('INVALID_INPUT', `from: the ledger ends at position ${position}`);
    return { tenant, from, to: Math.max(from - 1, Math.min(to ?? position, position)) };
  }

  /** Chunks of text, one page each; the last one is the trailer. */
  async *chunks({ tenant, from, to }: Range): AsyncGenerator<string> {
    const previousChain = await this.chainBefore(tenant, from);
    let chain = previousChain;
    for (let position = from; position <= to;) {
      const events = await this.store.readLedger(tenant, position, Math.min(PAGE, to - position + 1));
      if (events.length === 0) throw new Error(`the ledger of ${tenant} ends before ${to}`);
      const last = events.at(-1) as RecordedEvent;
      chain = last.chain;
      position = last.position + 1;
      yield events.map((event) => exportLine(event)).join('');
    }
    yield exportTrailer({ tenant, from, to, count: to - from + 1, previousChain, chain });
  }

  /** Re-derives every hash of the range from what is stored. For a check that does not trust this server, export and verify. */
  async verify(range: Range): Promise<VerificationResult> {
    const chunks = this.chunks(range);
    const bytes = async function* () {
      for await (const chunk of chunks) yield Buffer.from(chunk);
    };
    return verifyExport(bytes());
  }

  private async chainBefore(tenant: string, from: number): Promise<string> {
    if (from === 1) return GENESIS_CHAIN;
    const [before] = await this.store.readLedger(tenant, from - 1, 1);
    return before?.chain ?? GENESIS_CHAIN;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { VerificationResult } from '#libs/evidence';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { refuseWith } from '#platform/http/problem-details';
import { exportChunks, rangeOf, type ExportRange } from './export-range.js';
import { Verifications } from './verifying/verifications.js';

/** A tenant's ledger as writ-export/1, chunk by chunk: memory stays flat however long the ledger is. */
@Injectable()
export class LedgerExport {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(Verifications) private readonly verifications: Verifications,
  ) {}

  async range(tenant: string, from: number, to: number | undefined): Promise<ExportRange> {
    const range = await rangeOf(this.store, tenant, from, to);
    if ('endsAt' in range) throw refuseWith('INVALID_INPUT', `from: the ledger ends at position ${range.endsAt}`);
    return range;
  }

  chunks(range: ExportRange): AsyncGenerator<string> {
    return exportChunks(this.store, range);
  }

  /** Undefined when `stop` ended it. For a check that does not trust this server, export and verify. */
  async verify(range: ExportRange, stop?: AbortSignal): Promise<VerificationResult | undefined> {
    return this.verifications.run(range, stop);
  }
}

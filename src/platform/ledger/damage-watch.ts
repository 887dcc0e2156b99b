import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import type { DamagedLedger, EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { LOGGER } from '#platform/config/configuration.token';
import type { Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';

/** An answer is good for so long: looking costs an index lookup per ledger, and anybody may ask `/readyz`. */
const FRESH_MS = 5_000;

/**
 * Tells whoever runs the deployment which ledgers' heads are not their last events: a metric, readiness, and one line in
 * the log per finding, which alone names the tenant.
 */
@Injectable()
export class LedgerDamageWatch {
  private last: { readonly at: number; readonly found: Promise<readonly DamagedLedger[]> } | undefined;
  private told = new Set<string>();

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Metrics) metrics: Metrics,
  ) {
    const reasons = ['tail-cut', 'head-mismatch'] as const;
    const found = () => this.found().catch(() => undefined);
    new Gauge({
      name: 'writ_ledgers_damaged',
      help: 'Ledgers whose head is not their last event, by what is wrong. Nothing is appended to them.',
      labelNames: ['reason'],
      registers: [metrics.registry],
      async collect() {
        const damaged = await found();
        this.reset();
        // While the database cannot be asked there is no number; readiness tells of that.
        if (!damaged) return;
        for (const reason of reasons) this.set({ reason }, damaged.filter((ledger) => ledger.reason === reason).length);
      },
    });
  }

  /** As of a few seconds ago at most. Rejects when the store cannot say. */
  found(): Promise<readonly DamagedLedger[]> {
    const now = performance.now();
    if (this.last && now - this.last.at < FRESH_MS) return this.last.found;
    const found = this.look();
    this.last = { at: now, found };
    // The next one asks again.
    found.catch(() => (this.last = undefined));
    return found;
  }

  private async look(): Promise<readonly DamagedLedger[]> {
    const found = await this.store.damaged();
    const keys = found.map(({ tenant, reason, position }) => `${reason} ${position} ${tenant}`);
    for (const [n, ledger] of found.entries())
      if (!this.told.has(keys[n] as string)) this.logger.error(ledger, 'a ledger is damaged: its head is not its last event');
    this.told = new Set(keys);
    return found;
  }
}

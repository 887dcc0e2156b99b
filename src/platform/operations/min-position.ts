import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { SubscriptionRegistry } from '#libs/nest-event-sourcing';
import { refuseWith } from '#platform/http/problem-details';

/** Waits for read models; the ledger's adapter provides it. */
export abstract class ReadModels {
  /** True when `projection` has seen `position` of the tenant's ledger within `timeoutMs`. */
  abstract reached(projection: string, tenant: string, position: number, timeoutMs: number): Promise<boolean>;
}

/** `Writ-Min-Position: N` on a read: the answer has seen position N, or is READ_MODEL_BEHIND, or READ_MODEL_PAUSED. */
@Injectable()
export class MinPosition {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(SubscriptionRegistry) private readonly registry: SubscriptionRegistry,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** `header` as it came; undefined waits for nothing. */
  async reached(projection: string, tenant: string, header: string | string[] | undefined): Promise<void> {
    if (header === undefined) return;
    const position = typeof header === 'string' && /^\d{1,16}$/.test(header) ? Number(header) : Number.NaN;
    if (!Number.isSafeInteger(position)) throw refuseWith('INVALID_INPUT', 'Writ-Min-Position must be a ledger position');
    if (await this.readModels.reached(projection, tenant, position, 0)) return;
    const { isPaused } = this.registry;
    // Nearly always it is not. Where it was a moment ago it may go on by now.
    if ((await isPaused?.(tenant, projection)) && (await isPaused?.(tenant, projection, 'now')))
      throw refuseWith('READ_MODEL_PAUSED', projection);
    const reached = await this.readModels.reached(projection, tenant, position, this.configuration.WRIT_READ_WAIT_MS);
    if (!reached) throw refuseWith('READ_MODEL_BEHIND');
  }
}

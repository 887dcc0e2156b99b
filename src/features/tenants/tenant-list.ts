import { Inject, Injectable } from '@nestjs/common';
import { fromRecorded, type EventStore, type RecordedEvent } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import type { PageQuery } from '#libs/operations';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { decodeInteger, pageOf, type Page } from '#platform/http/paging';
import type { TenantSummary } from './answers.js';
import { TENANTS_STREAM, TenantStates } from './contract.js';
import { tenantEvents } from './events.js';

/** States are asked for of that many tenants at a time: each is a read of a ledger of its own. */
const AT_A_TIME = 10;

/** All tenants as the deployment's ledger has them. Each was created once, so that a page of the stream is a page of the list. */
@Injectable()
export class TenantList {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TenantStates) private readonly states: TenantStates,
  ) {}

  /** Oldest first. */
  async page({ limit, cursor }: PageQuery): Promise<Page<TenantSummary>> {
    const from = cursor === undefined ? 0 : decodeInteger(cursor);
    const created = await this.store.readStream(DEPLOYMENT_LEDGER, TENANTS_STREAM, from, limit + 1);
    const shown = new Map<RecordedEvent, TenantSummary>();
    for (let at = 0; at < limit; at += AT_A_TIME) {
      const some = created.slice(at, Math.min(at + AT_A_TIME, limit));
      await Promise.all(some.map(async (event) => shown.set(event, await this.summaryOf(event))));
    }
    return pageOf(
      created,
      limit,
      (event) => shown.get(event) as TenantSummary,
      ({ revision }) => [revision + 1],
    );
  }

  private async summaryOf(event: RecordedEvent): Promise<TenantSummary> {
    const data = fromRecorded(tenantEvents, event);
    if (!data) throw new Error(`no tenant was created at position ${event.position}`);
    const { tenant, name } = data;
    return { id: tenant, name, state: await this.states.of(tenant), createdAt: event.at, createdBy: event.actor.id };
  }
}

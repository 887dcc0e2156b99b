import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { eventsFrom } from '#platform/http/sizes/page-size';
import { People } from '#platform/operations/people';

/** A tenant's ledger as it is, to look at. */
@Injectable()
export class LedgerPages {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(People) private readonly people: People,
  ) {}

  head(tenant: string) {
    return this.store.head(tenant);
  }

  async events(tenant: string, from: number, limit: number) {
    const page = await eventsFrom(from, limit, (at, most) => this.store.readLedger(tenant, at, most));
    const actors = page.items.filter(({ actor }) => actor.kind === 'user').map(({ actor }) => actor.id);
    const items = page.items.map((event) => ({ ...event }));
    return { ...page, items, people: Object.fromEntries(await this.people.of(tenant, actors)) };
  }
}

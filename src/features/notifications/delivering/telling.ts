import { Inject, Injectable } from '@nestjs/common';
import { PendingApprovals } from '#features/approvals/contract';
import type { EventStore, RecordedEvent } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import type { Webhook } from '../decider.js';
import type { Notice } from '../notices.js';
import { noticeFor, typesFor } from '../wanted-notices.js';
import { digestOf, toldOf, type DigestDelivery, type Told } from './delivery-body.js';
import type { Delivery } from './delivery-table.js';

/** A digest shows so many of what it tells. */
const SHOWN = 5;

/** Why there is nothing to tell (any more). */
export type Untold = 'event-missing' | 'no-longer-waits';

/** What a delivery says, found in the ledger at the moment at which it is sent. */
@Injectable()
export class Telling {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PendingApprovals) private readonly approvals: PendingApprovals,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async of(tenant: string, webhook: Webhook, delivery: Delivery): Promise<Told | Untold> {
    const { notice, gathered } = delivery;
    if (notice === 'digest') return gathered ? this.digest(tenant, webhook, { ...delivery, gathered }) : 'event-missing';
    const event = await this.store.readEvent(tenant, delivery.event);
    return event ? this.one(notice, event) : 'event-missing';
  }

  private async one(notice: Notice, event: RecordedEvent): Promise<Told | Untold> {
    if (await this.isOver(notice, event)) return 'no-longer-waits';
    return toldOf(notice, event, await this.requestOf(event), this.configuration.WRIT_PUBLIC_URL);
  }

  private async digest(tenant: string, webhook: Webhook, delivery: DigestDelivery): Promise<Told | Untold> {
    const events = await this.firstOf(tenant, webhook, delivery.position, delivery.gathered.last);
    const [first] = events;
    if (!first) return 'event-missing';
    const told: Told[] = [];
    for (const event of events) {
      const one = await this.one(noticeFor(webhook, event) as Notice, event);
      if (typeof one !== 'string') told.push(one);
    }
    return digestOf(delivery, tenant, told, first.at, this.configuration.WRIT_PUBLIC_URL);
  }

  private async firstOf(tenant: string, webhook: Webhook, from: number, to: number): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = [];
    for (let next = from; next <= to && found.length < SHOWN;) {
      const page = await this.store.readTypes(tenant, next, SHOWN, typesFor(webhook));
      found.push(...page.events.filter((event) => event.position <= to && noticeFor(webhook, event)));
      if (!page.more) break;
      next = page.upTo + 1;
    }
    return found.slice(0, SHOWN);
  }

  /** Nobody is reminded of what was decided, or has expired, since the reminder was recorded: it may be retried for long. */
  private async isOver(notice: Notice, { tenant, data: { approval } }: RecordedEvent): Promise<boolean> {
    if (notice !== 'approval_reminder') return false;
    return typeof approval !== 'string' || !(await this.approvals.stillWaits(tenant, approval));
  }

  /** Of an approval, what is decided about stands in the event of its request, whose id is that of the approval. */
  private async requestOf({ tenant, id, data: { approval } }: RecordedEvent): Promise<RecordedEvent | undefined> {
    return typeof approval === 'string' && approval !== id ? this.store.readEvent(tenant, approval) : undefined;
  }
}

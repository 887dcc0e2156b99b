import { Inject, Injectable } from '@nestjs/common';
import { fromRecorded, runAt, type EventStore, type RecordedEvent } from '#libs/event-sourcing';
import type { DueRun, Job, JobRequest } from '#libs/jobs';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { DueTimes } from '#platform/jobs/due-times';
import type { Webhook } from '../decider.js';
import { webhookEvents } from '../events.js';
import { WebhookDesk } from '../webhook-desk.js';
import { noticeFor } from '../wanted-notices.js';
import { DELIVER } from './deliver.job.js';
import { DeliveryPlans, type ToTell } from './delivery-plans.js';
import { PLAN_DELIVERIES, PLANNED_TYPES } from './plan-when-happened.reaction.js';

const PAGE = 500;
const TENANTS_AT_ONCE = 1_000;

/** Finds in a tenant's ledger what its webhooks are to be told, from where it was found last. */
@Injectable()
export class PlanDeliveries implements Job {
  readonly name = PLAN_DELIVERIES;
  readonly lane = 'ledger';

  constructor(
    @Inject(DueTimes) private readonly times: DueTimes,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(WebhookDesk) private readonly desk: WebhookDesk,
    @Inject(DeliveryPlans) private readonly plans: DeliveryPlans,
  ) {}

  async due(): Promise<readonly DueRun[]> {
    const behind = await this.times.look<{ tenant: string }>(
      `select distinct webhooks.tenant from notifications_webhooks as webhooks
        join ledger_heads as heads on heads.tenant = webhooks.tenant
        left join notifications_plans as plans on plans.tenant = webhooks.tenant
        where webhooks.state = 'active' and heads.position > coalesce(plans.position, 0) limit ${TENANTS_AT_ONCE}`,
    );
    return behind.map(({ tenant }) => ({ id: `${tenant}/` }));
  }

  /** What happened while nobody had asked to be told is told to nobody who asks later. */
  async isWanted(id: string): Promise<boolean> {
    return (await this.desk.active(tenantIn(id))).length > 0;
  }

  /** Whatever it is asked for, it goes on to the end of the ledger. */
  async run(id: string): Promise<readonly JobRequest[]> {
    const tenant = tenantIn(id);
    const active = await this.desk.active(tenant);
    const follow: JobRequest[] = [];
    for (let more = active.length > 0; more;) {
      const from = await this.plans.planned(tenant);
      const page = await this.store.readTypes(tenant, from + 1, PAGE, PLANNED_TYPES);
      more = page.more;
      if (page.upTo <= from) break;
      const toTell = active.map((webhook) => toTellOf(webhook, page.events)).filter(({ events }) => events.length > 0);
      const found = { from, to: page.upTo, toTell, resent: page.events.flatMap(resentBy) };
      const runs = await this.plans.plan(tenant, found, new Date());
      for (const { delivery, at } of runs ?? []) follow.push({ job: DELIVER, ...runAt(`${tenant}/${delivery}`, at) });
    }
    return follow;
  }
}

function tenantIn(id: string): string {
  return id.split('/', 1)[0] ?? '';
}

function toTellOf(webhook: Webhook, events: readonly RecordedEvent[]): ToTell {
  const { id, maxPerMinute } = webhook;
  const wanted = events.flatMap((recorded) => {
    const { id: event, position } = recorded;
    const notice = noticeFor(webhook, recorded);
    return notice ? [{ event, notice, position }] : [];
  });
  return { webhook: id, maxPerMinute, events: wanted };
}

function resentBy(recorded: RecordedEvent): string[] {
  const event = fromRecorded(webhookEvents, recorded);
  return event?.type === 'WebhookDeliveryResent' ? [event.delivery] : [];
}

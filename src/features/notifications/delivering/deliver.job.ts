import { Inject, Injectable } from '@nestjs/common';
import { runAt, subjectOf, timeOf } from '#libs/event-sourcing';
import type { DueRun, Job, JobRequest } from '#libs/jobs';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { DueTimes } from '#platform/jobs/due-times';
import { outboundMail } from '#platform/outbound/outbound-mail';
import { outboundPost, type OutboundResult } from '#platform/outbound/outbound-post';
import { signedHeaders } from '#platform/outbound/webhook-signature';
import type { Webhook } from '../decider.js';
import { mailAddressIn } from '../target-url.js';
import { WebhookDesk } from '../webhook-desk.js';
import { chatBody } from './chat-body.js';
import { standardBody, type Told } from './delivery-body.js';
import { DeliveryRows, type Attempt } from './delivery-rows.js';
import type { Delivery } from './delivery-table.js';
import { mailText } from './mail-text.js';
import { Telling } from './telling.js';

export const DELIVER = 'deliver-webhooks';

/** After an attempt that failed; after the last of them it is dead. */
const PAUSES_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000, 86_400_000];
/** Longer than an attempt takes: then whoever took it is gone. */
const TAKEN_MS = 60_000;
const GONE = 410;
/** Replies of a mail server from here on are for good. */
const NEVER = 500;

/** Makes one attempt of one delivery. A receiver may get it twice, under one id. */
@Injectable()
export class DeliverWebhooks implements Job {
  readonly name = DELIVER;
  readonly lane = 'outside';

  constructor(
    @Inject(DueTimes) private readonly times: DueTimes,
    @Inject(WebhookDesk) private readonly desk: WebhookDesk,
    @Inject(Telling) private readonly telling: Telling,
    @Inject(DeliveryRows) private readonly rows: DeliveryRows,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  due(until: Date): Promise<readonly DueRun[]> {
    return this.times.until(until, [{ table: 'notifications_deliveries', states: ['pending'], at: 'next_at' }]);
  }

  async run(id: string): Promise<readonly JobRequest[]> {
    const [tenant = '', delivery = ''] = subjectOf(id).split('/');
    const taken = new Date(Date.now() + TAKEN_MS);
    const found = await this.rows.take(tenant, delivery, new Date(timeOf(id)), taken);
    if (!found) return [];
    const attempt = await this.attempt(tenant, found);
    await this.rows.settle(tenant, delivery, taken, attempt);
    return attempt.nextAt ? [{ job: DELIVER, ...runAt(`${tenant}/${delivery}`, attempt.nextAt.getTime()) }] : [];
  }

  private async attempt(tenant: string, delivery: Delivery & { readonly attempts: number }): Promise<Attempt> {
    const webhook = (await this.desk.active(tenant)).find(({ id }) => id === delivery.webhook);
    if (!webhook) return dead(null, 'webhook-ended');
    const told = await this.telling.of(tenant, webhook, delivery);
    if (typeof told === 'string') return dead(null, told);
    const address = mailAddressIn(webhook.url);
    return address === undefined
      ? judged(await this.post(tenant, webhook, told, delivery.id), delivery.attempts, (status) => status === GONE)
      : judged(await this.mail(address, told, delivery.id), delivery.attempts, (status) => status >= NEVER);
  }

  private post(tenant: string, webhook: Webhook, told: Told, delivery: string): Promise<OutboundResult> {
    const now = new Date();
    const body = webhook.format === 'chat' ? chatBody(told) : standardBody(told);
    const headers = signedHeaders(this.desk.secretsAt(tenant, webhook, now), delivery, now, body);
    return outboundPost(webhook.url, headers, body, { allowsPrivate: this.configuration.WRIT_WEBHOOK_PRIVATE_TARGETS });
  }

  private async mail(to: string, told: Told, id: string): Promise<OutboundResult> {
    const { mail } = this.configuration;
    if (mail === null) return { status: null, reason: 'not-configured', ms: 0 };
    return outboundMail(mail.server, { from: mail.from, to, id, at: new Date(), ...mailText(told) });
  }
}

function judged(result: OutboundResult, attempts: number, isFinal: (status: number) => boolean): Attempt {
  const { status } = result;
  if (status !== null && status >= 200 && status < 300) return { state: 'delivered', status, problem: null, nextAt: null };
  const problem = result.status === null ? result.reason : 'refused';
  const pause = PAUSES_MS[attempts - 1];
  if (pause === undefined || (status !== null && isFinal(status))) return dead(status, problem);
  return { state: 'pending', status, problem, nextAt: new Date(Date.now() + pause) };
}

function dead(status: number | null, problem: string): Attempt {
  return { state: 'dead', status, problem, nextAt: null };
}

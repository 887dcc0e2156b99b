import { isRefusal, refuse } from '#libs/event-sourcing';
import { madeId } from '#platform/auth/made-secrets';
import { handling } from '#platform/operations/caller';
import { DeliveryRows } from './delivering/delivery-rows.js';
import { EndWebhook, ListDeliveries, ListWebhooks, RegisterWebhook, ResendDelivery, RotateWebhookSecret } from './operations.js';
import { WebhooksQuery } from './reading/webhooks.query.js';
import type { NotificationRefusalCode } from './refusals.js';
import { mailAddressIn } from './target-url.js';
import { WebhookDesk } from './webhook-desk.js';
import { WebhookTargets } from './webhook-targets.js';

const code = (word: NotificationRefusalCode): NotificationRefusalCode => word;

/** What carries out each operation. */
export const handlers = [
  handling(ListWebhooks, [WebhooksQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(RegisterWebhook, [WebhookDesk, WebhookTargets], async ({ input, caller }, desk, targets) => {
    const { principal, context } = caller;
    const { name, url, format, maxPerMinute } = input;
    const refused = targets.refusalOf(url, format);
    if (refused) return refused;
    const webhook = madeId(context, 'webhook');
    const events = [...new Set(input.events)].sort();
    const now = new Date().toISOString();
    const by = principal.id;
    const registered = { webhook, name, url, format, events, maxPerMinute, by, now };
    const done = await desk.handle(context, { type: 'RegisterWebhook', ...registered });
    if (isRefusal(done)) return done;
    const secret = mailAddressIn(url) === undefined ? desk.secret(context.tenant, webhook, 1) : null;
    return { id: webhook, secret, ledger: done.ledger };
  }),
  handling(RotateWebhookSecret, [WebhookDesk], async ({ input: { webhook, overlapSeconds }, caller }, desk) => {
    const { principal, context } = caller;
    const now = new Date().toISOString();
    const done = await desk.handle(context, { type: 'RotateWebhookSecret', webhook, overlapSeconds, by: principal.id, now });
    return isRefusal(done)
      ? done
      : { id: webhook, secret: desk.secret(context.tenant, webhook, done.version), ledger: done.ledger };
  }),
  handling(EndWebhook, [WebhookDesk], async ({ input: { webhook, reason }, caller: { principal, context } }, desk) => {
    const done = await desk.handle(context, { type: 'EndWebhook', webhook, reason, by: principal.id });
    return isRefusal(done) ? done : { id: webhook, ledger: done.ledger };
  }),
  handling(ListDeliveries, [DeliveryRows], ({ input: { webhook, ...filter }, caller: { principal } }, rows) =>
    rows.list(principal.tenant, webhook, filter),
  ),
  handling(ResendDelivery, [WebhookDesk, DeliveryRows], async ({ input: { webhook, delivery }, caller }, desk, rows) => {
    const { principal, context } = caller;
    const state = await rows.stateOf(context.tenant, webhook, delivery);
    if (state === undefined) return refuse(code('DELIVERY_NOT_FOUND'));
    if (state === 'pending') return refuse(code('DELIVERY_PENDING'));
    const done = await desk.handle(context, { type: 'ResendDelivery', webhook, delivery, by: principal.id });
    return isRefusal(done) ? done : { id: delivery, ledger: done.ledger };
  }),
];

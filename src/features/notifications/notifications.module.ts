import { Module } from '@nestjs/common';
import { provideJob, provideProjection, provideReaction } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { DeliverWebhooks } from './delivering/deliver.job.js';
import { DeliveryPlans } from './delivering/delivery-plans.js';
import { DeliveryRows } from './delivering/delivery-rows.js';
import { PlanDeliveries } from './delivering/plan-deliveries.job.js';
import { planWhenHappened } from './delivering/plan-when-happened.reaction.js';
import { Telling } from './delivering/telling.js';
import { handlers } from './handlers.js';
import { DELIVERY_STATES, FORMATS, NOTICES, TOLD_AS, WEBHOOK_STATES } from './notices.js';
import * as operations from './operations.js';
import { webhooksProjection } from './reading/webhooks.projection.js';
import { WebhooksQuery } from './reading/webhooks.query.js';
import { notificationRefusals } from './refusals.js';
import { WebhookDesk } from './webhook-desk.js';
import { WebhookTargets } from './webhook-targets.js';

registerRefusals(notificationRefusals);
const { controllers, providers } = transportsFor(operations, {
  Notice: NOTICES,
  WebhookToldAs: TOLD_AS,
  WebhookFormat: FORMATS,
  WebhookState: WEBHOOK_STATES,
  DeliveryState: DELIVERY_STATES,
});

@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    WebhookDesk,
    WebhookTargets,
    WebhooksQuery,
    DeliveryRows,
    DeliveryPlans,
    Telling,
    DeliverWebhooks,
    PlanDeliveries,
    provideProjection(webhooksProjection),
    provideReaction(planWhenHappened),
    provideJob(PlanDeliveries),
    provideJob(DeliverWebhooks),
  ],
})
export class NotificationsModule {}

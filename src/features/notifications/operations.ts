import { z } from 'zod';
import { command, operators, query } from '#libs/operations';
import { DeliveryFilter, DeliveryPage, WebhookChanged, WebhookFilter, WebhookPage, WebhookSecretGiven } from './answers.js';
import { DeliveryId, EndWebhookRequest, RegisterWebhookRequest, RotateWebhookSecretRequest, WebhookId } from './commands.js';

const tag = 'notifications';
const path = z.object({ webhook: WebhookId });

export const ListWebhooks = query({
  name: 'webhooks',
  id: 'webhooks.list',
  tag,
  says: 'List webhooks, newest first',
  access: operators('admin'),
  rest: 'GET /v1/webhooks',
  query: WebhookFilter,
  answer: WebhookPage,
  readsFrom: 'webhooks',
  graphql: { connection: 'Webhook', filter: 'WebhookFilter', says: 'Newest first.' },
});

export const RegisterWebhook = command({
  name: 'registerWebhook',
  id: 'webhooks.register',
  tag,
  says: 'Have an address told of what happens from now on; the answer holds the secret that deliveries are signed with',
  access: operators('admin'),
  rest: 'POST /v1/webhooks',
  status: 201,
  body: RegisterWebhookRequest,
  answer: WebhookSecretGiven,
  graphql: { type: 'WebhookSecretGiven', input: 'RegisterWebhookInput' },
});

export const RotateWebhookSecret = command({
  name: 'rotateWebhookSecret',
  id: 'webhooks.rotate',
  tag,
  says: 'Have deliveries signed with another secret, and for a while with the old one, too',
  access: operators('admin'),
  rest: 'POST /v1/webhooks/:webhook/rotate',
  path,
  body: RotateWebhookSecretRequest,
  answer: WebhookSecretGiven,
  graphql: { type: 'WebhookSecretGiven' },
});

export const EndWebhook = command({
  name: 'endWebhook',
  id: 'webhooks.end',
  tag,
  says: 'Tell an address nothing more, of what is pending neither',
  access: operators('admin'),
  rest: 'POST /v1/webhooks/:webhook/end',
  path,
  body: EndWebhookRequest,
  answer: WebhookChanged,
  graphql: { type: 'WebhookChanged' },
});

export const ListDeliveries = query({
  name: 'webhookDeliveries',
  id: 'webhooks.deliveries',
  tag,
  says: 'List what a webhook was told, or could not be told, newest first',
  access: operators('admin'),
  rest: 'GET /v1/webhooks/:webhook/deliveries',
  path,
  query: DeliveryFilter,
  answer: DeliveryPage,
  graphql: { connection: 'WebhookDelivery', filter: 'WebhookDeliveryFilter', says: 'Newest first.' },
});

export const ResendDelivery = command({
  name: 'resendWebhookDelivery',
  id: 'webhooks.resend',
  tag,
  says: 'Send a delivery once more that is dead or was delivered',
  access: operators('admin'),
  rest: 'POST /v1/webhooks/:webhook/deliveries/:delivery/resend',
  path: path.extend({ delivery: DeliveryId }),
  answer: WebhookChanged,
  graphql: { type: 'WebhookChanged' },
});

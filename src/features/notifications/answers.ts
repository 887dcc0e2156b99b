import { z } from 'zod';
import { actedBy, LedgerReceipt, pageAnswer, PageQuery } from '#libs/operations';
import { DELIVERY_STATES, FORMATS, NOTICES, TOLD_AS, WEBHOOK_STATES } from './notices.js';

export const WebhookFilter = PageQuery.extend({ state: z.enum(WEBHOOK_STATES).optional() });
export type WebhookFilter = z.output<typeof WebhookFilter>;

export const WebhookView = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    format: z.enum(FORMATS),
    events: z.array(z.enum(NOTICES)),
    maxPerMinute: z.number().int().describe('Of its deliveries; what more happens is told in digests.'),
    state: z.enum(WEBHOOK_STATES),
    ...actedBy('registeredBy'),
    registeredAt: z.string(),
    position: z.number().int(),
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.input<typeof WebhookView>;
export const WebhookPage = pageAnswer('WebhookPage', WebhookView);

export const DeliveryFilter = PageQuery.extend({ state: z.enum(DELIVERY_STATES).optional() });
export type DeliveryFilter = z.output<typeof DeliveryFilter>;

const GatheredCount = z.object({ event: z.enum(NOTICES), count: z.number().int() }).meta({ id: 'WebhookGatheredCount' });
const GatheredView = z
  .object({
    upTo: z.number().int().describe('Position in the ledger of the last that it tells of; the first is its own.'),
    count: z.number().int().describe('So much happened.'),
    counts: z.array(GatheredCount),
  })
  .meta({ id: 'WebhookGathered' });

export const DeliveryView = z
  .object({
    id: z.string().describe('Also its `webhook-id`, or the left side of its `Message-ID`: the same whenever it is sent again.'),
    event: z.enum(TOLD_AS),
    position: z.number().int().describe('In the ledger, of what it tells of.'),
    gathered: GatheredView.nullable().describe('What a digest tells of, up to now while it gathers; null for all others.'),
    state: z.enum(DELIVERY_STATES),
    attempts: z.number().int(),
    lastStatus: z.number().int().nullable().describe('Of HTTP, or the reply code of the mail server.'),
    lastProblem: z.string().nullable(),
    lastAt: z.string().nullable(),
    nextAt: z.string().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryView = z.output<typeof DeliveryView>;
export const DeliveryPage = pageAnswer('WebhookDeliveryPage', DeliveryView);

export const WebhookChanged = z.object({ id: z.string(), ledger: LedgerReceipt.nullable() }).meta({ id: 'WebhookChangedAnswer' });
export type WebhookChanged = z.output<typeof WebhookChanged>;

export const WebhookSecretGiven = z
  .object({
    id: z.string(),
    secret: z
      .string()
      .nullable()
      .describe('Shown once, as the Standard Webhooks specification writes it: `whsec_…`. Null for e-mail.'),
    ledger: LedgerReceipt.nullable(),
  })
  .meta({ id: 'WebhookSecretAnswer' });
export type WebhookSecretGiven = z.output<typeof WebhookSecretGiven>;

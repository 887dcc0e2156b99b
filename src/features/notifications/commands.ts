import { z } from 'zod';
import { shownText } from '#libs/operations';
import { FORMATS, NOTICES, type Format, type Notice } from './notices.js';

export const WebhookId = z.uuid();
export const DeliveryId = z.uuid();

const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 604_800;

export const RegisterWebhookRequest = z
  .strictObject({
    name: shownText(200),
    url: z
      .string()
      .min(1)
      .max(2_048)
      .describe(
        '`https:`, which must not lead into a private network unless the deployment allows it; or `mailto:` and one e-mail address.',
      ),
    format: z
      .enum(FORMATS)
      .default('standard')
      .describe('`chat`: a body `{"text": "…"}` such as incoming webhooks of chats take. Not for e-mail.'),
    events: z.array(z.enum(NOTICES)).min(1).max(NOTICES.length).describe('What is told.'),
    maxPerMinute: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(20)
      .describe(
        'So many deliveries are begun within any minute. What more happens is gathered, and told in one delivery, a `digest`.',
      ),
  })
  .meta({
    id: 'RegisterWebhookRequest',
    examples: [{ name: 'On call', url: 'https://hooks.example/writ', events: ['approval_requested', 'control_killed'] }],
  });

export const RotateWebhookSecretRequest = z
  .strictObject({
    overlapSeconds: z
      .number()
      .int()
      .min(0)
      .max(WEEK_SECONDS)
      .default(DAY_SECONDS)
      .describe('How long deliveries are signed with the old secret, too; a day when left out, at most seven.'),
  })
  .default({ overlapSeconds: DAY_SECONDS })
  .meta({ id: 'RotateWebhookSecretRequest' });

export const EndWebhookRequest = z
  .strictObject({ reason: shownText(500).describe('Why; kept in the ledger.') })
  .meta({ id: 'EndWebhookRequest' });

export type WebhookCommand =
  | {
      readonly type: 'RegisterWebhook';
      readonly webhook: string;
      readonly name: string;
      readonly url: string;
      readonly format: Format;
      readonly events: Notice[];
      readonly maxPerMinute: number;
      readonly by: string;
      /** RFC 3339 UTC. */
      readonly now: string;
    }
  | {
      readonly type: 'RotateWebhookSecret';
      readonly webhook: string;
      readonly overlapSeconds: number;
      readonly by: string;
      readonly now: string;
    }
  | { readonly type: 'EndWebhook'; readonly webhook: string; readonly reason: string; readonly by: string }
  | { readonly type: 'ResendDelivery'; readonly webhook: string; readonly delivery: string; readonly by: string };

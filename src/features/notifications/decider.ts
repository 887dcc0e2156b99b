import { decider, refuse } from '#libs/event-sourcing';
import type { WebhookCommand } from './commands.js';
import type { WebhookEvent } from './events.js';
import type { Format, Notice } from './notices.js';
import type { NotificationRefusalCode } from './refusals.js';
import { mailAddressIn } from './target-url.js';

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly format: Format;
  readonly events: readonly Notice[];
  readonly maxPerMinute: number;
  readonly since: string;
  /** Of its secret, from 1. */
  readonly version: number;
  /** Until then the secret before is good, too. */
  readonly overlapUntil: string | null;
}

export interface WebhookState {
  readonly active: readonly Webhook[];
  /** Those that ended, the newest of them. */
  readonly ended: readonly string[];
}

const MOST = 20;
const REMEMBERED = 1_000;

/** What happens is told to those who asked for it, with a secret by which they know who tells it. */
export const webhooks = decider<WebhookCommand, WebhookEvent, WebhookState, NotificationRefusalCode>({
  initial: { active: [], ended: [] },
  decide: {
    RegisterWebhook: ({ type: _, now: since, ...webhook }, { active }) =>
      active.length >= MOST ? refuse('TOO_MANY_WEBHOOKS') : [{ type: 'WebhookRegistered', ...webhook, since }],
    RotateWebhookSecret: ({ webhook, overlapSeconds, by, now }, state) => {
      const found = state.active.find(({ id }) => id === webhook);
      if (!found) return missing(webhook, state);
      if (mailAddressIn(found.url) !== undefined) return refuse('WEBHOOK_HAS_NO_SECRET');
      const overlapUntil = new Date(Date.parse(now) + overlapSeconds * 1_000).toISOString();
      return [{ type: 'WebhookSecretRotated', webhook, version: found.version + 1, overlapUntil, by }];
    },
    EndWebhook: ({ webhook, reason, by }, state) =>
      state.active.some(({ id }) => id === webhook) ? [{ type: 'WebhookEnded', webhook, reason, by }] : missing(webhook, state),
    ResendDelivery: ({ webhook, delivery, by }, state) =>
      state.active.some(({ id }) => id === webhook)
        ? [{ type: 'WebhookDeliveryResent', webhook, delivery, by }]
        : missing(webhook, state),
  },
  evolve: {
    WebhookRegistered: ({ active, ended }, { webhook: id, url, format, events, maxPerMinute, since }) => ({
      ended,
      active: [...active, { id, url, format, events, maxPerMinute, since, version: 1, overlapUntil: null }],
    }),
    WebhookSecretRotated: ({ active, ended }, { webhook, version, overlapUntil }) => ({
      ended,
      active: active.map((each) => (each.id === webhook ? { ...each, version, overlapUntil } : each)),
    }),
    WebhookEnded: ({ active, ended }, { webhook }) => ({
      active: active.filter(({ id }) => id !== webhook),
      ended: [webhook, ...ended].slice(0, REMEMBERED),
    }),
    WebhookDeliveryResent: (state) => state,
  },
});

function missing(webhook: string, { ended }: WebhookState) {
  return refuse(ended.includes(webhook) ? ('WEBHOOK_ENDED' as const) : ('WEBHOOK_NOT_FOUND' as const));
}

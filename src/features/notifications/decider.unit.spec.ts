import { describe, expect, it } from '@jest/globals';
import { fold, fromRecorded, type RecordedEvent } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { WebhookCommand } from './commands.js';
import { webhooks } from './decider.js';
import { webhookEvents, type WebhookEvent } from './events.js';

const given = deciderSpec(webhooks);
const now = '2026-11-29T03:00:00.000Z';
const about = {
  webhook: 'w-1',
  name: 'On call',
  url: 'https://a.example/',
  format: 'standard' as const,
  events: ['control_killed' as const],
  maxPerMinute: 20,
  by: 'ann',
};
const registered = (webhook = 'w-1'): WebhookEvent => ({ type: 'WebhookRegistered', ...about, webhook, since: now });
const register = (webhook = 'w-1'): WebhookCommand => ({ type: 'RegisterWebhook', ...about, webhook, now });
const ended: WebhookEvent = { type: 'WebhookEnded', webhook: 'w-1', reason: 'x', by: 'ann' };
const end: WebhookCommand = { type: 'EndWebhook', webhook: 'w-1', reason: 'x', by: 'ann' };
const rotate: WebhookCommand = { type: 'RotateWebhookSecret', webhook: 'w-1', overlapSeconds: 60, by: 'ann', now };
const rotated = (version: number): WebhookEvent => ({
  type: 'WebhookSecretRotated',
  webhook: 'w-1',
  version,
  overlapUntil: '2026-11-29T03:01:00.000Z',
  by: 'ann',
});
const resend: WebhookCommand = { type: 'ResendDelivery', webhook: 'w-1', delivery: 'd-1', by: 'ann' };
const resent: WebhookEvent = { type: 'WebhookDeliveryResent', webhook: 'w-1', delivery: 'd-1', by: 'ann' };

describe('a webhook', () => {
  it('is one of at most twenty', () => {
    const many = Array.from({ length: 20 }, (_, n) => registered(`w-${n}`));
    given().when(register()).then(registered());
    given(...many)
      .when(register('w-20'))
      .refused('TOO_MANY_WEBHOOKS');
    given(...many, ended)
      .when(register('w-20'))
      .then(registered('w-20'));
  });

  it('gets another secret each time, and is told where it is asked to be', () => {
    given(registered()).when(rotate).then(rotated(2));
    given(registered('w-0'), registered(), rotated(2)).when(rotate).then(rotated(3));
    given(registered()).when(resend).then(resent);
    given(registered(), resent).when(resend).then(resent);
    given(registered('w-0'), registered(), rotated(2), rotated(3))
      .when({ ...rotate, webhook: 'w-0' } as WebhookCommand)
      .then({ ...rotated(2), webhook: 'w-0' } as WebhookEvent);
  });

  it('from before there were formats, or digests, is told as ever', () => {
    const { type, maxPerMinute: _, ...data } = { ...registered(), maxPerMinute: 20 };
    const { format: __, ...first } = { ...data, format: 'standard' };
    for (const [schema, recorded] of [first, data].entries())
      expect(fromRecorded(webhookEvents, { type, schema: schema + 1, data: recorded } as unknown as RecordedEvent)).toStrictEqual(
        registered(),
      );
  });

  it('that is an e-mail address has no secret', () => {
    for (const url of ['mailto:ann@a.example', 'MAILTO:ann@a.example'])
      given({ ...registered(), url } as WebhookEvent)
        .when(rotate)
        .refused('WEBHOOK_HAS_NO_SECRET');
  });

  it('that ended, or never was, is neither rotated nor resent to nor ended', () => {
    given(registered()).when(end).then(ended);
    for (const command of [rotate, end, resend]) {
      given(registered(), ended).when(command).refused('WEBHOOK_ENDED');
      given(registered('w-2')).when(command).refused('WEBHOOK_NOT_FOUND');
    }
  });

  it('ends alone, and the last thousand that ended are known', () => {
    expect(fold(webhooks, [])).toStrictEqual({ active: [], ended: [] });
    given(registered(), registered('w-2'), { ...ended, webhook: 'w-2' } as WebhookEvent)
      .when(end)
      .then(ended);
    const later = Array.from({ length: 1_000 }, (_, n) => ({ ...ended, webhook: `later-${n}` }) as WebhookEvent);
    given(registered(), ended, ...later.slice(1))
      .when(end)
      .refused('WEBHOOK_ENDED');
    given(registered(), ended, ...later)
      .when(end)
      .refused('WEBHOOK_NOT_FOUND');
  });
});

import { projection, type ReadTable } from '#libs/event-sourcing';
import { webhookEvents } from '../events.js';

const TABLE = 'notifications_webhooks';

export const webhooksTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      name: 'text',
      url: 'text',
      format: 'text',
      events: 'text[]',
      max_per_minute: 'integer',
      state: 'text',
      registered_by: 'text',
      registered_at: 'timestamp',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

/** One row per webhook. What became of deliveries is no event and stands in a table of its own. */
export const webhooksProjection = projection(webhookEvents, {
  name: 'webhooks',
  version: 1,
  tables: webhooksTables,
  when: {
    WebhookRegistered: ({ webhook: id, name, url, format, events, maxPerMinute, by, since }, { position }) => [
      {
        op: 'put',
        table: TABLE,
        row: {
          id,
          name,
          url,
          format,
          events,
          max_per_minute: maxPerMinute,
          state: 'active',
          registered_by: by,
          registered_at: since,
          position,
        },
      },
    ],
    WebhookEnded: ({ webhook: id }) => [{ op: 'patch', table: TABLE, key: { id }, set: { state: 'ended' } }],
  },
});

import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { WebhookFilter, WebhookView } from '../answers.js';
import type { webhooksTables } from './webhooks.projection.js';

type Tables = TablesOf<typeof webhooksTables>;
type Row = RowOf<(typeof webhooksTables)[0]>;

@Injectable()
export class WebhooksQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Newest first. */
  async list(tenant: string, { state, limit, cursor }: WebhookFilter): Promise<Page<WebhookView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('notifications_webhooks').selectAll();
      if (state !== undefined) query = query.where('state', '=', state);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view({
  id,
  name,
  url,
  format,
  events,
  max_per_minute,
  state,
  registered_by,
  registered_at,
  position,
}: Row): WebhookView {
  return {
    id,
    name,
    url,
    format: format as WebhookView['format'],
    events: [...events] as WebhookView['events'],
    maxPerMinute: max_per_minute,
    state: state as WebhookView['state'],
    registeredBy: registered_by,
    registeredAt: registered_at.toISOString(),
    position: Number(position),
  };
}

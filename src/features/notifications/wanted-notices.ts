import type { RecordedEvent } from '#libs/event-sourcing';
import type { Webhook } from './decider.js';
import { NOTICE_OF, noticeOf, type Notice } from './notices.js';

/** As what a webhook is told of an event; undefined when it is not. */
export function noticeFor(
  { events, since }: Pick<Webhook, 'events' | 'since'>,
  { type, at }: Pick<RecordedEvent, 'type' | 'at'>,
): Notice | undefined {
  const notice = noticeOf(type);
  return notice && events.includes(notice) && Date.parse(since) <= Date.parse(at) ? notice : undefined;
}

/** The types of the events that a webhook is told of. */
export function typesFor({ events }: Pick<Webhook, 'events'>): readonly string[] {
  return Object.entries(NOTICE_OF).flatMap(([type, notice]) => (events.includes(notice) ? [type] : []));
}

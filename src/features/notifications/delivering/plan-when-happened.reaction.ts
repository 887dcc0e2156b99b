import type { Reaction, RecordedEvent } from '#libs/event-sourcing';
import { NOTICE_OF } from '../notices.js';

export const PLAN_DELIVERIES = 'plan-deliveries';

/** Everything by which deliveries come to be. */
export const PLANNED_TYPES = [...Object.keys(NOTICE_OF), 'WebhookDeliveryResent'];

const planned = ({ tenant, position }: RecordedEvent) => ({ job: PLAN_DELIVERIES, id: `${tenant}/${position}` });

/** Whoever asked to be told of it is told soon. */
export const planWhenHappened: Reaction = {
  name: 'notifications-plan',
  when: Object.fromEntries(PLANNED_TYPES.map((type) => [type, planned])),
};

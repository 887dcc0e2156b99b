import { runAt, type Reaction, type RecordedEvent } from '#libs/event-sourcing';
import { NOTICE_OF } from '../notices.js';

export const PLAN_DELIVERIES = 'plan-deliveries';

/** Everything by which deliveries come to be. */
export const PLANNED_TYPES = [...Object.keys(NOTICE_OF), 'WebhookDeliveryResent'];

/** Everything of a tenant that happens in so long is planned together, shortly after: one job, however much there is. */
const TOGETHER_MS = 250;
/** Between the time of an event and its commit. */
const GRACE_MS = 100;

const planned = ({ tenant, at }: RecordedEvent) => {
  const time = Math.ceil(Date.parse(at) / TOGETHER_MS) * TOGETHER_MS + GRACE_MS;
  return { job: PLAN_DELIVERIES, ...runAt(`${tenant}/`, time) };
};

/** Whoever asked to be told of it is told soon. */
export const planWhenHappened: Reaction = {
  name: 'notifications-plan',
  when: Object.fromEntries(PLANNED_TYPES.map((type) => [type, planned])),
};

/** All webhooks of a tenant. */
export const WEBHOOKS_STREAM = 'webhooks/tenant';

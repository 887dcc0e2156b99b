/** Webhooks hear of other features; others see them in the ledger. */
export { webhookEvents, type WebhookEvent } from './events.js';

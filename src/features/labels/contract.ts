/** Labels guard what is decided; others see them in the ledger. */
export { sessionLabelEvents, sinkRuleEvents, type SessionLabelEvent, type SinkRuleEvent } from './events.js';

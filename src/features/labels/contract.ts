/** Labels guard what is decided; others see them in the ledger. */
export { sessionLabelEvents, sinkRuleEvents, type SessionLabelEvent, type SinkRuleEvent } from './events.js';
/** What they made of a call can be worked out again from what was recorded. */
export { narrowedBySinks, type SinkView } from './guards/sink-narrowing.js';
export { sinkRules, type SinkRuleState } from './sink-rules.js';

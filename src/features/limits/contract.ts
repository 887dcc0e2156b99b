/** Limits deny what goes beyond them; others see them in the ledger. */
export { tokensIn } from './limited-call.js';
export { limitEvents, limitWarningEvents, type LimitEvent } from './events.js';

/** Limits deny what goes beyond them; others see them in the ledger. */
export { limitEvents, limitWarningEvents, type LimitEvent } from './events.js';

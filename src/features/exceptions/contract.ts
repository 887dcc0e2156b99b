/** Exceptions revise what decisions were ruled; others see them in the ledger. */
export { exceptionEvents, type ExceptionEvent } from './events.js';

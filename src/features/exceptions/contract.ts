/** Exceptions revise what decisions were ruled; others see them in the ledger. */
export { exceptionEvents, type ExceptionEvent } from './events.js';
/** What they made of a call can be worked out again from what was recorded. */
export { exceptions, type ExceptionState } from './decider.js';
export { liftedByException } from './guards/lifted-call.js';

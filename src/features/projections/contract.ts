export { projectionEvents, skipEvents, type ProjectionEvent } from './events.js';

/** Holds what was skipped in a tenant's ledger. */
export const SKIPPED_STREAM = 'read-models/tenant';

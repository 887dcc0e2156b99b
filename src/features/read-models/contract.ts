export { readModelEvents, type ReadModelEvent } from './events.js';

/** Holds what was skipped in a tenant's ledger. */
export const READ_MODELS_STREAM = 'read-models/tenant';

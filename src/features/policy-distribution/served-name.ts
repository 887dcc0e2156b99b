import { PolicyId } from '#features/policies/contract';

/** The name under which a client is given the tenant's active policy, whichever that is. */
export const ACTIVE = 'active';
/** A policy id, or `active`. A policy whose id is `active` cannot be asked for by its id. */
export const ServedName = PolicyId.describe('Policy id, or `active` for whatever policy is active.');

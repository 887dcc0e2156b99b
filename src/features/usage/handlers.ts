import { handling } from '#platform/operations/caller';
import { ShowUsage } from './operations.js';
import { UsageQuery } from './reading/usage.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(ShowUsage, [UsageQuery], ({ input, caller: { principal } }, query) => query.month(principal.tenant, input)),
];

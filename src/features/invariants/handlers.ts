import { handling } from '#platform/operations/caller';
import { InvariantDesk } from './invariant-desk.js';
import { CheckInvariants } from './operations.js';

/** What carries out each operation. */
export const handlers = [
  handling(CheckInvariants, [InvariantDesk], ({ input, caller: { principal } }, desk) => desk.check(principal.tenant, input)),
];

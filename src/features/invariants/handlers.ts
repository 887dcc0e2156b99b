import { handling } from '#platform/operations/caller';
import { InvariantDesk } from './invariant-desk.js';
import { CheckInvariants, DiffPolicyRevisionsSemantically } from './operations.js';

/** What carries out each operation. */
export const handlers = [
  handling(CheckInvariants, [InvariantDesk], ({ input, caller: { principal } }, desk) => desk.check(principal.tenant, input)),
  handling(DiffPolicyRevisionsSemantically, [InvariantDesk], ({ input, caller: { principal } }, desk) =>
    desk.semanticDiff(principal.tenant, input),
  ),
];

import { handling } from '#platform/operations/caller';
import { DeclarationDesk } from './declaring/declaration-desk.js';
import { InvariantDesk } from './invariant-desk.js';
import {
  CheckInvariants,
  DeclareInvariant,
  DiffPolicyRevisionsSemantically,
  ListInvariants,
  WithdrawInvariant,
} from './operations.js';
import { InvariantsQuery } from './reading/invariants.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListInvariants, [InvariantsQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(DeclareInvariant, [DeclarationDesk], ({ input, caller: { principal, context } }, desk) =>
    desk.declare(context, input, principal.id),
  ),
  handling(WithdrawInvariant, [DeclarationDesk], ({ input, caller: { principal, context } }, desk) =>
    desk.handle(context, { type: 'WithdrawInvariant', ...input, by: principal.id }),
  ),
  handling(CheckInvariants, [InvariantDesk], ({ input, caller: { principal } }, desk) => desk.check(principal.tenant, input)),
  handling(DiffPolicyRevisionsSemantically, [InvariantDesk], ({ input, caller: { principal } }, desk) =>
    desk.semanticDiff(principal.tenant, input),
  ),
];

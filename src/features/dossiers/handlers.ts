import { handling } from '#platform/operations/caller';
import { DossierDesk } from './dossier-desk.js';
import { GetDossierKey, GetPolicyDossier, MakePolicyDossier } from './operations.js';

/** What carries out each operation. */
export const handlers = [
  handling(MakePolicyDossier, [DossierDesk], ({ input: { policy, revision, ...request }, caller: { context } }, desk) =>
    desk.make(context, policy, revision, request),
  ),
  handling(GetPolicyDossier, [DossierDesk], ({ input: { policy, revision }, caller: { principal } }, desk) =>
    desk.view(principal.tenant, policy, revision),
  ),
  handling(GetDossierKey, [DossierDesk], async ({ caller: { principal } }, desk) => desk.key(principal.tenant)),
];

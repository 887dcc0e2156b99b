import { z } from 'zod';
import { PolicyId, RevisionNumber } from '#features/policies/contract';
import { command, operators, query } from '#libs/operations';
import { DossierKeyView, DossierMade, DossierView } from './answers.js';
import { MakeDossierRequest } from './commands.js';

const tag = 'dossiers';
const path = z.object({ policy: PolicyId, revision: RevisionNumber });

export const MakePolicyDossier = command({
  name: 'makePolicyDossier',
  id: 'dossiers.make',
  tag,
  says: 'Put together what is known of the step from the published revision to this one, sign it and attach it',
  access: operators('policy_admin'),
  rest: 'POST /v1/policies/:id/revisions/:revision/dossier',
  status: 201,
  path,
  body: MakeDossierRequest,
  answer: DossierMade,
  graphql: {
    type: 'PolicyDossierMade',
    input: 'MakePolicyDossierInput',
    says: 'Puts together what is known of a change, signs it and attaches it to the revision.',
  },
});

export const GetPolicyDossier = query({
  name: 'policyDossier',
  id: 'dossiers.get',
  tag,
  says: 'The latest change dossier of a revision, with the envelope that is checked offline',
  access: operators('viewer'),
  rest: 'GET /v1/policies/:id/revisions/:revision/dossier',
  path,
  answer: DossierView,
  graphql: { type: 'PolicyDossier', nullable: true },
});

export const GetDossierKey = query({
  name: 'dossierKey',
  id: 'dossiers.key',
  tag,
  says: 'The key that verifies the change dossiers of your tenant',
  access: operators('viewer'),
  rest: 'GET /v1/dossier-key',
  answer: DossierKeyView,
  graphql: { type: 'DossierKey' },
});

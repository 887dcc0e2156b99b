import { z } from 'zod';
import { PolicyId, RevisionNumber } from '#features/policies/contract';
import { operators, query } from '#libs/operations';
import { InvariantsReport, SemanticDiff } from './answers.js';
import { CheckInvariantsRequest, SemanticDiffQuery } from './commands.js';

const tag = 'invariants';

export const CheckInvariants = query({
  name: 'checkInvariants',
  id: 'invariants.check',
  tag,
  says: 'Prove of a policy, stored or not, what it never does, or find a call for which it does; nothing is recorded',
  access: operators('policy_admin'),
  rest: 'POST /v1/invariants/check',
  body: CheckInvariantsRequest,
  answer: InvariantsReport,
  graphql: {
    type: 'InvariantsReport',
    input: 'CheckInvariantsInput',
    says: 'Proves of a policy what it never does, or finds a call for which it does.',
  },
});

export const DiffPolicyRevisionsSemantically = query({
  name: 'policySemanticDiff',
  id: 'invariants.semanticDiff',
  tag,
  says: 'Prove how a revision stands to another one of its policy: equivalent, stricter, looser or incomparable',
  access: operators('policy_admin'),
  rest: 'GET /v1/policies/:id/revisions/:revision/semantic-diff',
  path: z.object({ policy: PolicyId, revision: RevisionNumber }),
  query: SemanticDiffQuery,
  answer: SemanticDiff,
  graphql: {
    type: 'SemanticDiff',
    says: 'Proves how a revision stands to another one of its policy.',
  },
});

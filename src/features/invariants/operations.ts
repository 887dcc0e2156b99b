import { z } from 'zod';
import { PolicyId, RevisionNumber } from '#features/policies/contract';
import { command, operators, query } from '#libs/operations';
import { InvariantChanged, InvariantFilter, InvariantPage, InvariantsReport, SemanticDiff } from './answers.js';
import {
  CheckInvariantsRequest,
  DeclaredName,
  DeclareInvariantRequest,
  SemanticDiffQuery,
  WithdrawInvariantRequest,
} from './commands.js';

const tag = 'invariants';

export const ListInvariants = query({
  name: 'invariants',
  id: 'invariants.list',
  tag,
  says: 'List what is declared to hold of every policy, newest first',
  access: operators('viewer'),
  rest: 'GET /v1/invariants',
  query: InvariantFilter,
  answer: InvariantPage,
  readsFrom: 'invariants',
  graphql: { connection: 'Invariant', says: 'Newest first.' },
});

export const DeclareInvariant = command({
  name: 'declareInvariant',
  id: 'invariants.declare',
  tag,
  says: 'Declare that something is to hold of every policy; a check that names nothing goes by it',
  access: operators('policy_admin'),
  rest: 'POST /v1/invariants',
  status: 201,
  body: DeclareInvariantRequest,
  answer: InvariantChanged,
  graphql: { type: 'InvariantChanged', input: 'DeclareInvariantInput' },
});

export const WithdrawInvariant = command({
  name: 'withdrawInvariant',
  id: 'invariants.withdraw',
  tag,
  says: 'Declare that an invariant need not hold any more',
  access: operators('policy_admin'),
  rest: 'POST /v1/invariants/:invariant/withdraw',
  path: DeclaredName,
  body: WithdrawInvariantRequest,
  answer: InvariantChanged,
  graphql: { type: 'InvariantChanged' },
});

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

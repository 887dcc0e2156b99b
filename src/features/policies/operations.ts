import { z } from 'zod';
import { command, operators, PastPageQuery, PastQuery, query } from '#libs/operations';
import {
  PolicyCreated,
  PolicyPage,
  PolicyRevisionAdded,
  PolicyRevisionPage,
  PolicyRevisionSigned,
  PolicyRevisionView,
  PolicyStepTaken,
  PolicyView,
} from './answers.js';
import {
  AddPolicyDataRequest,
  AddPolicyRevisionRequest,
  CreatePolicyRequest,
  PolicyId,
  PublishRequest,
  RequestChangesRequest,
  ReviewStepRequest,
  RevisionNumber,
  RollBackRequest,
  SignRevisionRequest,
} from './commands.js';

const tag = 'policies';
const OfPolicy = z.object({ policy: PolicyId });
const OfRevision = OfPolicy.extend({ revision: RevisionNumber });

export const CreatePolicy = command({
  name: 'createPolicy',
  id: 'policies.create',
  tag,
  says: 'Create a policy',
  access: operators('policy_admin'),
  rest: 'POST /v1/policies',
  status: 201,
  body: CreatePolicyRequest,
  answer: PolicyCreated,
  graphql: { type: 'PolicyCreated', input: 'CreatePolicyInput' },
});

export const ListPolicies = query({
  name: 'policies',
  id: 'policies.list',
  tag,
  says: 'List policies',
  access: operators('viewer'),
  rest: 'GET /v1/policies',
  query: PastPageQuery,
  answer: PolicyPage,
  readsFrom: 'policies',
  graphql: { connection: 'Policy', says: 'Oldest first.' },
});

export const GetPolicy = query({
  name: 'policy',
  id: 'policies.get',
  tag,
  says: 'One policy',
  access: operators('viewer'),
  rest: 'GET /v1/policies/:id',
  path: z.object({ id: PolicyId }),
  query: PastQuery,
  answer: PolicyView,
  readsFrom: 'policies',
  graphql: { type: 'Policy', nullable: true },
});

export const AddPolicyRevision = command({
  name: 'addPolicyRevision',
  id: 'policies.addRevision',
  tag,
  says: 'Check, compile and add a revision',
  access: operators('policy_admin'),
  rest: 'POST /v1/policies/:id/revisions',
  status: 201,
  path: OfPolicy,
  body: AddPolicyRevisionRequest,
  answer: PolicyRevisionAdded,
  graphql: {
    type: 'PolicyRevisionAdded',
    input: 'AddPolicyRevisionInput',
    says: 'Checks and compiles first; what does not compile never becomes a revision.',
  },
});

export const AddPolicyData = command({
  name: 'addPolicyData',
  id: 'policies.addData',
  tag,
  says: 'Add a revision with another data document',
  access: operators('policy_admin'),
  rest: 'POST /v1/policies/:id/data',
  status: 201,
  path: OfPolicy,
  body: AddPolicyDataRequest,
  answer: PolicyRevisionAdded,
  graphql: {
    type: 'PolicyRevisionAdded',
    input: 'AddPolicyDataInput',
    says: 'A revision with the modules of an earlier one and another data document.',
  },
});

export const ListPolicyRevisions = query({
  name: 'policyRevisions',
  id: 'policies.listRevisions',
  tag,
  says: 'The revisions of a policy, newest first',
  access: operators('viewer'),
  rest: 'GET /v1/policies/:id/revisions',
  path: OfPolicy,
  query: PastPageQuery,
  answer: PolicyRevisionPage,
  readsFrom: 'policies',
  graphql: { connection: 'PolicyRevision', node: 'PolicyRevisionSummary', says: 'Newest first.' },
});

export const GetPolicyRevision = query({
  name: 'policyRevision',
  id: 'policies.getRevision',
  tag,
  says: 'One revision with its sources',
  access: operators('viewer'),
  rest: 'GET /v1/policies/:id/revisions/:revision',
  path: OfRevision,
  query: PastQuery,
  answer: PolicyRevisionView,
  readsFrom: 'policies',
  graphql: { type: 'PolicyRevision', nullable: true },
});

/** The steps of a revision's lifecycle, from draft to published and back. */
const step = { tag, access: operators('policy_admin'), path: OfRevision, answer: PolicyStepTaken } as const;

export const SubmitPolicyRevision = command({
  ...step,
  name: 'submitPolicyRevision',
  id: 'policyReview.submit',
  says: 'Ask for a revision to be reviewed',
  rest: 'POST /v1/policies/:id/revisions/:revision/submit',
  body: ReviewStepRequest.default({}),
  graphql: { type: 'PolicyStepTaken', input: 'ReviewStepInput' },
});

export const ApprovePolicyRevision = command({
  ...step,
  name: 'approvePolicyRevision',
  id: 'policyReview.approve',
  says: "Approve somebody else's revision",
  rest: 'POST /v1/policies/:id/revisions/:revision/approve',
  body: ReviewStepRequest.default({}),
  graphql: { type: 'PolicyStepTaken', input: 'ReviewStepInput', says: "Somebody else's revision." },
});

export const RequestPolicyChanges = command({
  ...step,
  name: 'requestPolicyChanges',
  id: 'policyReview.requestChanges',
  says: 'Send a revision back, also after it was approved',
  rest: 'POST /v1/policies/:id/revisions/:revision/request-changes',
  body: RequestChangesRequest,
  graphql: { type: 'PolicyStepTaken', input: 'RequestChangesInput' },
});

export const SignPolicyRevision = command({
  ...step,
  name: 'signPolicyRevision',
  id: 'policyReview.sign',
  says: 'Add a signature by a registered key',
  rest: 'POST /v1/policies/:id/revisions/:revision/signatures',
  body: SignRevisionRequest,
  answer: PolicyRevisionSigned,
  graphql: { type: 'PolicyRevisionSigned', input: 'SignPolicyRevisionInput' },
});

export const PublishPolicyRevision = command({
  ...step,
  name: 'publishPolicyRevision',
  id: 'policyReview.publish',
  says: 'Make an approved revision decide from the next decision on',
  rest: 'POST /v1/policies/:id/revisions/:revision/publish',
  body: PublishRequest.default({}),
  graphql: {
    type: 'PolicyStepTaken',
    input: 'PublishPolicyInput',
    says: 'Effective for the very next decision, on every replica.',
  },
});

export const RollBackPolicy = command({
  ...step,
  name: 'rollBackPolicy',
  id: 'policyReview.rollBack',
  says: 'Publish the revision before the present one again',
  access: operators('policy_admin', 'incident_admin'),
  rest: 'POST /v1/policies/:id/rollback',
  path: OfPolicy,
  body: RollBackRequest,
  graphql: {
    type: 'PolicyStepTaken',
    input: 'RollBackPolicyInput',
    says: 'The revision published before the present one decides again.',
  },
});

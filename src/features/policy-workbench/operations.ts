import { z } from 'zod';
import { PolicyId, RevisionNumber } from '#features/policies/contract';
import { operators, query } from '#libs/operations';
import {
  InstantiatedTemplate,
  PolicyCheckReport,
  PolicyDiffView,
  PolicyEvaluationView,
  PolicyTemplateList,
  PolicyTemplateView,
} from './answers.js';
import {
  CheckPolicyRequest,
  ComparePoliciesRequest,
  DiffQuery,
  EvaluatePolicyRequest,
  InstantiateTemplateRequest,
  TemplateName,
} from './commands.js';

const tag = 'policy-workbench';

export const CheckPolicy = query({
  name: 'checkPolicy',
  id: 'policyWorkbench.check',
  tag,
  says: 'Check, format, test and lint a policy; nothing is recorded',
  access: operators('policy_admin'),
  rest: 'POST /v1/policy-checks',
  body: CheckPolicyRequest,
  answer: PolicyCheckReport,
  graphql: { type: 'PolicyCheckReport', input: 'CheckPolicyInput', says: 'Checks, formats, tests and lints a policy.' },
});

export const EvaluatePolicy = query({
  name: 'evaluatePolicy',
  id: 'policyWorkbench.evaluate',
  tag,
  says: 'Ask a policy, stored or not, about one input; nothing is recorded',
  access: operators('policy_admin'),
  rest: 'POST /v1/policy-evaluations',
  body: EvaluatePolicyRequest,
  answer: PolicyEvaluationView,
  graphql: {
    type: 'PolicyEvaluation',
    input: 'EvaluatePolicyInput',
    says: 'Asks a policy, stored or not, about one input.',
  },
});

export const ComparePolicies = query({
  name: 'comparePolicies',
  id: 'policyWorkbench.compare',
  tag,
  says: 'What one policy says otherwise than another',
  access: operators('policy_admin'),
  rest: 'POST /v1/policy-diffs',
  body: ComparePoliciesRequest,
  answer: PolicyDiffView,
  graphql: { type: 'PolicyDiff', says: 'What one policy says otherwise than another.' },
});

export const DiffPolicyRevisions = query({
  name: 'policyDiff',
  id: 'policyWorkbench.diff',
  tag,
  says: 'What a revision says otherwise than another one of its policy',
  access: operators('policy_admin'),
  rest: 'GET /v1/policies/:id/revisions/:revision/diff',
  path: z.object({ policy: PolicyId, revision: RevisionNumber }),
  query: DiffQuery,
  answer: PolicyDiffView,
  graphql: { type: 'PolicyDiff', says: 'What a revision says otherwise than another one of its policy.' },
});

export const ListPolicyTemplates = query({
  name: 'policyTemplates',
  id: 'policyTemplates.list',
  tag,
  says: 'Policies to start from',
  access: operators('viewer'),
  rest: 'GET /v1/policy-templates',
  answer: PolicyTemplateList,
  graphql: { items: 'PolicyTemplateSummary', says: 'Policies to start from.' },
});

export const GetPolicyTemplate = query({
  name: 'policyTemplate',
  id: 'policyTemplates.get',
  tag,
  says: 'One template with its text',
  access: operators('viewer'),
  rest: 'GET /v1/policy-templates/:name',
  path: z.object({ name: TemplateName }),
  answer: PolicyTemplateView,
  graphql: { type: 'PolicyTemplate', nullable: true },
});

export const InstantiatePolicyTemplate = query({
  name: 'instantiatePolicyTemplate',
  id: 'policyTemplates.instantiate',
  tag,
  says: 'The text of a policy made from a template; nothing is recorded',
  access: operators('policy_admin'),
  rest: 'POST /v1/policy-templates/:name/instantiate',
  path: z.object({ name: TemplateName }),
  body: InstantiateTemplateRequest,
  answer: InstantiatedTemplate,
  graphql: {
    type: 'InstantiatedPolicyTemplate',
    says: 'The text of a policy made from a template, ready to become a revision.',
  },
});

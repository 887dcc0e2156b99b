import { PolicyTools } from '#features/policies/contract';
import { isRefusal } from '#libs/event-sourcing';
import { handling } from '#platform/operations/caller';
import { PolicyWorkbench } from './contract.js';
import { evaluable } from './evaluable.js';
import {
  CheckPolicy,
  ComparePolicies,
  DiffPolicyRevisions,
  EvaluatePolicy,
  GetPolicyTemplate,
  InstantiatePolicyTemplate,
  ListPolicyTemplates,
} from './operations.js';
import { PolicyTemplates } from './policy-templates.js';
import { StoredPolicies } from './stored-policies.js';
import { CHECK, DIFF, EVALUATE, sourceOf } from './tools.js';

/** What carries out each operation. */
export const handlers = [
  handling(CheckPolicy, [PolicyTools], ({ input: { parts, ...text }, caller: { principal } }, tools) =>
    tools.run(principal.tenant, CHECK, { source: sourceOf(text), parts }),
  ),
  handling(EvaluatePolicy, [PolicyTools, StoredPolicies], async ({ input, caller: { principal } }, tools, stored) => {
    const policy = await evaluable(stored, principal.tenant, input);
    return isRefusal(policy) ? policy : tools.run(principal.tenant, EVALUATE, { policy, input: input.input });
  }),
  handling(ComparePolicies, [PolicyTools], ({ input: { before, after }, caller: { principal } }, tools) =>
    tools.run(principal.tenant, DIFF, { before: sourceOf(before), after: sourceOf(after) }),
  ),
  // What `revision` says otherwise than `against`.
  handling(DiffPolicyRevisions, [PolicyWorkbench], ({ input, caller }, workbench) =>
    workbench.diff(caller.principal.tenant, input.policy, input.revision, input.against),
  ),
  handling(ListPolicyTemplates, [PolicyTemplates], async (_, templates) => ({ items: await templates.list() })),
  handling(GetPolicyTemplate, [PolicyTemplates], ({ input }, templates) => templates.get(input.name)),
  handling(InstantiatePolicyTemplate, [PolicyTemplates], ({ input: { name, parameters } }, templates) =>
    templates.instantiate(name, parameters),
  ),
];

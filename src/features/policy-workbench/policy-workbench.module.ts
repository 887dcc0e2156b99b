import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { EFFECTS, RISKS, SEVERITIES, TEST_OUTCOMES } from './answers.js';
import { PARTS } from './commands.js';
import { CheckPolicyHandler } from './handlers/check-policy.js';
import { ComparePoliciesHandler } from './handlers/compare-policies.js';
import { DiffPolicyRevisionsHandler } from './handlers/diff-policy-revisions.js';
import { EvaluatePolicyHandler } from './handlers/evaluate-policy.js';
import { GetPolicyTemplateHandler } from './handlers/get-policy-template.js';
import { InstantiatePolicyTemplateHandler } from './handlers/instantiate-policy-template.js';
import { ListPolicyTemplatesHandler } from './handlers/list-policy-templates.js';
import { LintPagesController } from './lint-pages.controller.js';
import * as operations from './operations.js';
import { PolicyTemplates } from './policy-templates.js';
import { workbenchRefusals } from './refusals.js';
import { StoredPolicies } from './stored-policies.js';

registerRefusals(workbenchRefusals);
const { controllers, providers } = transportsFor(operations, {
  PolicyPart: PARTS,
  PolicyFindingSeverity: SEVERITIES,
  PolicyTestOutcome: TEST_OUTCOMES,
  PolicyEffect: { values: EFFECTS, says: 'What another policy does to the calls it is asked about.' },
  PolicyTemplateRisk: RISKS,
});

@Module({
  controllers: [...controllers, LintPagesController],
  providers: [
    ...providers,
    CheckPolicyHandler,
    EvaluatePolicyHandler,
    ComparePoliciesHandler,
    DiffPolicyRevisionsHandler,
    ListPolicyTemplatesHandler,
    GetPolicyTemplateHandler,
    InstantiatePolicyTemplateHandler,
    StoredPolicies,
    PolicyTemplates,
  ],
})
export class PolicyWorkbenchModule {}

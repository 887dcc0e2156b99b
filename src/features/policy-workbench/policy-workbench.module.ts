import { Global, Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { EFFECTS, RISKS, SEVERITIES, TEST_OUTCOMES } from './answers.js';
import { PARTS } from './commands.js';
import { LintPagesController } from './lint-pages.controller.js';
import { PolicyWorkbench } from './contract.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { PolicyTemplates } from './policy-templates.js';
import { workbenchRefusals } from './refusals.js';
import { StoredPolicies } from './stored-policies.js';
import { StoredWorkbench } from './stored-workbench.js';

registerRefusals(workbenchRefusals);
const { controllers, providers } = transportsFor(operations, {
  PolicyPart: PARTS,
  PolicyFindingSeverity: SEVERITIES,
  PolicyTestOutcome: TEST_OUTCOMES,
  PolicyEffect: { values: EFFECTS, says: 'What another policy does to the calls it is asked about.' },
  PolicyTemplateRisk: RISKS,
});

@Global()
@Module({
  controllers: [...controllers, LintPagesController],
  providers: [
    ...providers,
    ...handlers,
    StoredPolicies,
    { provide: PolicyWorkbench, useClass: StoredWorkbench },
    PolicyTemplates,
  ],
  exports: [PolicyWorkbench],
})
export class PolicyWorkbenchModule {}

import { Global, Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { PolicyDesk, PolicyPlans } from './contract.js';
import { PolicyAdministration } from './policy-administration.js';
import { PoliciesResolver } from './policies.resolver.js';
import { PlanArtifacts } from './plan-artifacts.js';
import { PoliciesController } from './policies.controller.js';
import { policiesProjection } from './policies.projection.js';
import { PoliciesQuery } from './policies.query.js';
import { LedgerPolicyDesk } from './policy-desk.js';
import { policyRefusals } from './refusals.js';

registerRefusals(policyRefusals);

@Global()
@Module({
  controllers: [PoliciesController],
  providers: [
    PlanArtifacts,
    { provide: PolicyPlans, useExisting: PlanArtifacts },
    LedgerPolicyDesk,
    { provide: PolicyDesk, useExisting: LedgerPolicyDesk },
    PoliciesQuery,
    PolicyAdministration,
    PoliciesResolver,
    provideProjection(policiesProjection),
  ],
  exports: [PolicyPlans, PolicyDesk, PoliciesQuery],
})
export class PoliciesModule {}

import { Global, Module } from '@nestjs/common';
import { Controls } from '#features/controls/contract';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { Metrics } from '#platform/telemetry/metrics';
import { PolicyDesk, PolicyPlans, PolicyRevisions, PolicyTools } from './contract.js';
import { policyGuard } from './guards/policy.guard.js';
import { PlanArtifacts } from './plan-artifacts.js';
import { PoliciesController } from './policies.controller.js';
import { policiesProjection } from './policies.projection.js';
import { PoliciesQuery } from './policies.query.js';
import { PoliciesResolver } from './policies.resolver.js';
import { PolicyAdministration } from './policy-administration.js';
import { LedgerPolicyDesk } from './policy-desk.js';
import { PolicyRelease } from './policy-release.js';
import { PolicyReviewController } from './policy-review.controller.js';
import { PolicyReviewResolver } from './policy-review.resolver.js';
import { PolicyStreams } from './policy-streams.js';
import { PolicyToolProcesses } from './policy-tool-processes.js';
import { policyRefusals } from './refusals.js';
import { ReviewAdministration } from './review-administration.js';
import { RevisionIntake } from './revision-intake.js';

registerRefusals(policyRefusals);

@Global()
@Module({
  controllers: [PoliciesController, PolicyReviewController],
  providers: [
    PlanArtifacts,
    { provide: PolicyPlans, useExisting: PlanArtifacts },
    PolicyStreams,
    { provide: PolicyRevisions, useExisting: PolicyStreams },
    PolicyToolProcesses,
    { provide: PolicyTools, useExisting: PolicyToolProcesses },
    RevisionIntake,
    PolicyRelease,
    LedgerPolicyDesk,
    { provide: PolicyDesk, useExisting: LedgerPolicyDesk },
    PoliciesQuery,
    PolicyAdministration,
    ReviewAdministration,
    PoliciesResolver,
    PolicyReviewResolver,
    provideGuard(policyGuard, [Controls, PolicyPlans, Metrics]),
    provideProjection(policiesProjection),
  ],
  exports: [PolicyPlans, PolicyRevisions, PolicyTools, PolicyDesk, PoliciesQuery],
})
export class PoliciesModule {}

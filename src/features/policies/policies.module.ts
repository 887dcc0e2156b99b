import { Global, Module } from '@nestjs/common';
import { Controls } from '#features/controls/contract';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideJob, provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { Metrics } from '#platform/telemetry/metrics';
import { PLAN_VERDICTS, POLICY_STEPS, REVISION_STATUSES } from './answers.js';
import { PolicyDossiers, PolicyDrafts, PolicyList, PolicyPlans, PolicyRevisions, PolicyTools } from './contract.js';
import { SEPARATIONS } from './events.js';
import { policyGuard } from './guards/policy.guard.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { UsablePolicies } from './deciding-with/usable-policies.js';
import { LookThroughPlans } from './looking-through/look-through-plans.job.js';
import { PlanReviews } from './looking-through/plan-reviews.js';
import { policiesProjection } from './reading/policies.projection.js';
import { PoliciesQuery } from './reading/policies.query.js';
import { PolicyDesk } from './policy-desk.js';
import { PolicyRelease } from './releasing/policy-release.js';
import { AttachedDossiers } from './releasing/attached-dossiers.js';
import { LedgerRevisions } from './releasing/ledger-revisions.js';
import { PolicyStreams } from './releasing/policy-streams.js';
import { PolicyToolProcesses } from './taking-in/policy-tool-processes.js';
import { policyRefusals } from './refusals.js';
import { KeptDrafts } from './taking-in/kept-drafts.js';
import { RevisionIntake } from './taking-in/revision-intake.js';
import { PolicyTexts } from './taking-in/policy-texts.js';

registerRefusals(policyRefusals);
const { controllers, providers } = transportsFor(operations, {
  PolicyRevisionStatus: REVISION_STATUSES,
  PolicyPlanVerdict: PLAN_VERDICTS,
  PolicyStepName: POLICY_STEPS,
  SeparationOfDuties: SEPARATIONS,
});

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    PolicyTexts,
    UsablePolicies,
    { provide: PolicyPlans, useExisting: UsablePolicies },
    PolicyStreams,
    LedgerRevisions,
    { provide: PolicyRevisions, useExisting: LedgerRevisions },
    { provide: PolicyDossiers, useClass: AttachedDossiers },
    PolicyToolProcesses,
    { provide: PolicyTools, useExisting: PolicyToolProcesses },
    PlanReviews,
    RevisionIntake,
    { provide: PolicyDrafts, useClass: KeptDrafts },
    PolicyRelease,
    PolicyDesk,
    PoliciesQuery,
    { provide: PolicyList, useExisting: PoliciesQuery },
    provideGuard(policyGuard, [Controls, PolicyPlans, Metrics]),
    provideProjection(policiesProjection),
    LookThroughPlans,
    provideJob(LookThroughPlans),
  ],
  exports: [PolicyDossiers, PolicyDrafts, PolicyList, PolicyPlans, PolicyRevisions, PolicyTools],
})
export class PoliciesModule {}

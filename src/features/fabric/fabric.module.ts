import { Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { BundleKeys } from './bundle-keys.js';
import { BundleOffers } from './bundle-offers.js';
import { ClientPolicies } from './client-policies.js';
import { ClientReports } from './client-reports.js';
import { DecisionLog } from './decision-log.js';
import { fabricClientsProjection } from './fabric-clients.projection.js';
import { FabricClientsQuery } from './fabric-clients.query.js';
import { FabricResolver } from './fabric.resolver.js';
import { HeldAnswers } from './held-answers.js';
import { OpaBundlesController } from './opa-bundles.controller.js';
import { OpaReportsController } from './opa-reports.controller.js';
import { PlanOffers } from './plan-offers.js';
import { PolicyChanges } from './policy-changes.js';
import { PolicyPlansController } from './policy-plans.controller.js';
import { fabricRefusals } from './refusals.js';
import { ReportedDecisionsController } from './reported-decisions.controller.js';
import { reportedDecisionsProjection } from './reported-decisions.projection.js';
import { ReportedDecisionsQuery } from './reported-decisions.query.js';

registerRefusals(fabricRefusals);

@Module({
  controllers: [PolicyPlansController, OpaBundlesController, OpaReportsController, ReportedDecisionsController],
  providers: [
    ClientPolicies,
    PolicyChanges,
    HeldAnswers,
    PlanOffers,
    BundleKeys,
    BundleOffers,
    DecisionLog,
    ClientReports,
    FabricClientsQuery,
    ReportedDecisionsQuery,
    FabricResolver,
    provideProjection(fabricClientsProjection),
    provideProjection(reportedDecisionsProjection),
  ],
})
export class FabricModule {}

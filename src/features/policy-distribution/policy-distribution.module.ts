import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { BundleKeys } from './bundling/bundle-keys.js';
import { BundleOffers } from './bundling/bundle-offers.js';
import { ClientPolicies } from './client-policies.js';
import { OpaBundlesController } from './opa-bundles.controller.js';
import { PlanOffers } from './plan-offers.js';
import { PolicyPlansController } from './policy-plans.controller.js';
import { distributionRefusals } from './refusals.js';
import { HeldAnswers } from './waiting/held-answers.js';
import { PolicyChanges } from './waiting/policy-changes.js';

registerRefusals(distributionRefusals);

@Module({
  controllers: [PolicyPlansController, OpaBundlesController],
  providers: [ClientPolicies, PolicyChanges, HeldAnswers, PlanOffers, BundleKeys, BundleOffers],
})
export class PolicyDistributionModule {}

import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { BundleKeys } from './bundle-keys.js';
import { BundleOffers } from './bundle-offers.js';
import { ClientPolicies } from './client-policies.js';
import { HeldAnswers } from './held-answers.js';
import { OpaBundlesController } from './opa-bundles.controller.js';
import { PlanOffers } from './plan-offers.js';
import { PolicyChanges } from './policy-changes.js';
import { PolicyPlansController } from './policy-plans.controller.js';
import { fabricRefusals } from './refusals.js';

registerRefusals(fabricRefusals);

@Module({
  controllers: [PolicyPlansController, OpaBundlesController],
  providers: [ClientPolicies, PolicyChanges, HeldAnswers, PlanOffers, BundleKeys, BundleOffers],
})
export class FabricModule {}

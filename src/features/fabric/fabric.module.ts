import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { ClientPolicies } from './client-policies.js';
import { HeldAnswers } from './held-answers.js';
import { PlanOffers } from './plan-offers.js';
import { PolicyChanges } from './policy-changes.js';
import { PolicyPlansController } from './policy-plans.controller.js';
import { fabricRefusals } from './refusals.js';

registerRefusals(fabricRefusals);

@Module({
  controllers: [PolicyPlansController],
  providers: [ClientPolicies, PolicyChanges, HeldAnswers, PlanOffers],
})
export class FabricModule {}

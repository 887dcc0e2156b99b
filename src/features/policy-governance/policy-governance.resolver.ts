import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { TenantId } from '#features/tenants/contract';
import { CallingOperator, ForDeploymentOwner, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { enumType, inputType, objectType } from '#platform/graphql/zod-types';
import type { RequestFacts } from '#platform/http/request-context';
import { SetMinimumQualityRequest, SetSeparationOfDutiesRequest } from './commands.js';
import { GovernanceAdministration, GovernanceSet, GovernanceView } from './governance-administration.js';

enumType('SeparationOfDuties', ['enforced', 'relaxed']);

const Governance = objectType('PolicyGovernance', GovernanceView);
const Set_ = objectType('PolicyGovernanceSet', GovernanceSet);
const QualityInput = inputType('SetMinimumQualityInput', SetMinimumQualityRequest);
const SeparationInput = inputType('SetSeparationOfDutiesInput', SetSeparationOfDutiesRequest);
const OfTenant = z.object({ tenant: TenantId });

@Resolver()
export class PolicyGovernanceResolver {
  constructor(@Inject(GovernanceAdministration) private readonly administration: GovernanceAdministration) {}

  @Query(() => Governance)
  @ForOperators('viewer')
  policyGovernance(@CallingOperator() operator: OperatorPrincipal) {
    return this.administration.get(operator);
  }

  @Mutation(() => Set_)
  @ForOperators('admin')
  setMinimumQuality(
    @Args('input', { type: () => QualityInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.administration.setMinimumQuality(facts, operator, validArgs(SetMinimumQualityRequest, input));
  }

  @Mutation(() => Set_, { description: 'For the owner of the deployment.' })
  @ForDeploymentOwner()
  setSeparationOfDuties(
    @Args('tenant') tenant: string,
    @Args('input', { type: () => SeparationInput }) input: object,
    @CallingOperator() owner: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    validArgs(OfTenant, { tenant });
    return this.administration.setSeparation(facts, owner, tenant, validArgs(SetSeparationOfDutiesRequest, input));
  }
}

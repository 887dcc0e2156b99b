import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { CallingOperator, ForDeploymentOwner, ForOperatorsAnywhere } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { inputType, objectType } from '#platform/graphql/zod-types';
import type { RequestFacts } from '#platform/http/request-context';
import { CreateTenantRequest, TenantId } from './commands.js';
import { TenantAdministration, TenantCreated, TenantView } from './tenant-administration.js';

const Tenant = objectType('Tenant', TenantView);
const Created = objectType('TenantCreated', TenantCreated);
const CreateInput = inputType('CreateTenantInput', CreateTenantRequest);
const ById = z.object({ id: TenantId });

@Resolver()
export class TenantsResolver {
  constructor(@Inject(TenantAdministration) private readonly administration: TenantAdministration) {}

  @Query(() => Tenant, { nullable: true, description: "The own tenant; any tenant for the deployment's owner." })
  @ForOperatorsAnywhere('viewer')
  tenant(@Args('id') id: string, @CallingOperator() operator: OperatorPrincipal) {
    return this.administration.get(operator, validArgs(ById, { id }).id);
  }

  @Mutation(() => Created, { description: 'For the owner of the deployment.' })
  @ForDeploymentOwner()
  createTenant(
    @Args('input', { type: () => CreateInput }) input: object,
    @CallingOperator() owner: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.administration.create(facts, owner, validArgs(CreateTenantRequest, input));
  }
}

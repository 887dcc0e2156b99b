import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { TenantId } from '#features/tenants/contract';
import { CallingOperator, ForDeploymentOwner } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { enumType, inputType, objectType } from '#platform/graphql/zod-types';
import type { RequestFacts } from '#platform/http/request-context';
import { RegisterOperatorRequest, TENANT_ROLES } from './commands.js';
import { OperatorAnswer, RegisterOperator } from './register-operator.js';

enumType('Role', TENANT_ROLES);

const OperatorWithSecret = objectType('OperatorWithSecret', OperatorAnswer);
const RegisterInput = inputType('RegisterOperatorInput', RegisterOperatorRequest);
const OfTenant = z.object({ tenant: TenantId });

@Resolver()
export class OperatorsResolver {
  constructor(@Inject(RegisterOperator) private readonly registering: RegisterOperator) {}

  @Mutation(() => OperatorWithSecret, { description: 'For the owner of the deployment.' })
  @ForDeploymentOwner()
  registerOperator(
    @Args('tenant') tenant: string,
    @Args('input', { type: () => RegisterInput }) input: object,
    @CallingOperator() owner: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    validArgs(OfTenant, { tenant });
    return this.registering.execute(facts, owner, tenant, validArgs(RegisterOperatorRequest, input));
  }
}

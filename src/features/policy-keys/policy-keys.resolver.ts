import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { SIGNING_ALGORITHMS } from '#libs/policy-signing';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { connectionOf, connectionType, PageArgs, pageOfArgs } from '#platform/graphql/connections';
import { enumType, inputType, objectType } from '#platform/graphql/zod-types';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import type { RequestFacts } from '#platform/http/request-context';
import { PolicyKeyId, RegisterPolicyKeyRequest, RevokePolicyKeyRequest, RotatePolicyKeyRequest } from './commands.js';
import { PolicyKeyAdministration, PolicyKeyEntered, PolicyKeyGone } from './policy-key-administration.js';
import { POLICY_KEY_STATUSES, PolicyKeysQuery, PolicyKeyView } from './policy-keys.query.js';

enumType('PolicyKeyAlgorithm', SIGNING_ALGORITHMS);
enumType('PolicyKeyStatus', POLICY_KEY_STATUSES);

const PolicyKeyConnection = connectionType('PolicyKey', objectType('PolicyKey', PolicyKeyView));
const Entered = objectType('PolicyKeyEntered', PolicyKeyEntered);
const Revoked = objectType('PolicyKeyRevoked', PolicyKeyGone);
const RegisterInput = inputType('RegisterPolicyKeyInput', RegisterPolicyKeyRequest);
const RotateInput = inputType('RotatePolicyKeyInput', RotatePolicyKeyRequest);
const OfKey = z.object({ keyId: PolicyKeyId });

@Resolver()
export class PolicyKeysResolver {
  constructor(
    @Inject(PolicyKeyAdministration) private readonly administration: PolicyKeyAdministration,
    @Inject(PolicyKeysQuery) private readonly query: PolicyKeysQuery,
  ) {}

  @Query(() => PolicyKeyConnection, { description: 'Oldest first.' })
  @ForOperators('viewer')
  @ReadsFrom('policy-keys')
  async policyKeys(@Args() page: PageArgs, @CallingOperator() operator: OperatorPrincipal) {
    return connectionOf(await this.query.list(operator.tenant, validArgs(PageQuery, pageOfArgs(page))), page);
  }

  @Mutation(() => Entered, { description: 'The public key; a private key sent by mistake is refused and not kept.' })
  @ForOperators('admin')
  registerPolicyKey(
    @Args('input', { type: () => RegisterInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.administration.register(facts, operator, validArgs(RegisterPolicyKeyRequest, input));
  }

  @Mutation(() => Entered, { description: 'What the old key signed stays good; it signs nothing more.' })
  @ForOperators('admin')
  rotatePolicyKey(
    @Args('keyId') keyId: string,
    @Args('input', { type: () => RotateInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    validArgs(OfKey, { keyId });
    return this.administration.rotate(facts, operator, keyId, validArgs(RotatePolicyKeyRequest, input));
  }

  @Mutation(() => Revoked, { description: 'Every signature by the key is bad from the next decision on.' })
  @ForOperators('admin')
  revokePolicyKey(
    @Args('keyId') keyId: string,
    @Args('reason') reason: string,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    validArgs(OfKey, { keyId });
    return this.administration.revoke(facts, operator, keyId, validArgs(RevokePolicyKeyRequest, { reason }));
  }
}

import { Inject } from '@nestjs/common';
import { Args, Context, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { connectionOf, connectionType, PageArgs, pageOfArgs } from '#platform/graphql/connections';
import { enumType, inputType, objectType } from '#platform/graphql/zod-types';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import type { RequestFacts } from '#platform/http/request-context';
import { AddPolicyDataRequest, AddPolicyRevisionRequest, CreatePolicyRequest, PolicyId, RevisionNumber } from './commands.js';
import { SEPARATIONS } from './events.js';
import { PoliciesQuery } from './policies.query.js';
import { Added, Created, PolicyAdministration } from './policy-administration.js';
import { POLICY_STEPS, PolicyRevisionSummary, PolicyRevisionView, PolicyView, REVISION_STATUSES } from './policy-views.js';

enumType('PolicyRevisionStatus', REVISION_STATUSES);
enumType('PolicyStepName', POLICY_STEPS);
enumType('SeparationOfDuties', SEPARATIONS);

const Policy = objectType('Policy', PolicyView);
const PolicyRevision = objectType('PolicyRevision', PolicyRevisionView);
const PolicyConnection = connectionType('Policy', Policy);
const PolicyCreated = objectType('PolicyCreated', Created);
const PolicyRevisionAdded = objectType('PolicyRevisionAdded', Added);
const RevisionSummary = objectType('PolicyRevisionSummary', PolicyRevisionSummary);
const RevisionConnection = connectionType('PolicyRevision', RevisionSummary);
const CreateInput = inputType('CreatePolicyInput', CreatePolicyRequest);
const AddRevisionInput = inputType('AddPolicyRevisionInput', AddPolicyRevisionRequest);
const AddDataInput = inputType('AddPolicyDataInput', AddPolicyDataRequest);
const OfPolicy = z.object({ policy: PolicyId });
const OfRevision = OfPolicy.extend({ revision: RevisionNumber });

@Resolver()
export class PoliciesResolver {
  constructor(
    @Inject(PolicyAdministration) private readonly administration: PolicyAdministration,
    @Inject(PoliciesQuery) private readonly query: PoliciesQuery,
  ) {}

  @Query(() => PolicyConnection, { description: 'Oldest first.' })
  @ForOperators('viewer')
  @ReadsFrom('policies')
  async policies(@Args() page: PageArgs, @CallingOperator() operator: OperatorPrincipal) {
    return connectionOf(await this.query.list(operator.tenant, validArgs(PageQuery, pageOfArgs(page))), page);
  }

  @Query(() => Policy, { nullable: true })
  @ForOperators('viewer')
  @ReadsFrom('policies')
  policy(@Args('id') id: string, @CallingOperator() operator: OperatorPrincipal) {
    return this.administration.get(operator, validArgs(OfPolicy, { policy: id }).policy);
  }

  @Query(() => PolicyRevision, { nullable: true })
  @ForOperators('viewer')
  @ReadsFrom('policies')
  policyRevision(
    @Args('policy') policy: string,
    @Args('revision', { type: () => Int }) revision: number,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    validArgs(OfRevision, { policy, revision });
    return this.administration.getRevision(operator, policy, revision);
  }

  @Query(() => RevisionConnection, { description: 'Newest first.' })
  @ForOperators('viewer')
  @ReadsFrom('policies')
  async policyRevisions(@Args('policy') policy: string, @Args() page: PageArgs, @CallingOperator() operator: OperatorPrincipal) {
    validArgs(OfPolicy, { policy });
    const revisions = await this.administration.listRevisions(operator, policy, validArgs(PageQuery, pageOfArgs(page)));
    return connectionOf(revisions, page);
  }

  @Mutation(() => PolicyCreated)
  @ForOperators('policy_admin')
  createPolicy(
    @Args('input', { type: () => CreateInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.administration.create(facts, operator, validArgs(CreatePolicyRequest, input));
  }

  @Mutation(() => PolicyRevisionAdded, {
    description: 'Checks and compiles first; what does not compile never becomes a revision.',
  })
  @ForOperators('policy_admin')
  addPolicyRevision(
    @Args('policy') policy: string,
    @Args('input', { type: () => AddRevisionInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    validArgs(OfPolicy, { policy });
    return this.administration.addRevision(facts, operator, policy, validArgs(AddPolicyRevisionRequest, input));
  }

  @Mutation(() => PolicyRevisionAdded, {
    description: 'A revision with the modules of an earlier one and another data document.',
  })
  @ForOperators('policy_admin')
  addPolicyData(
    @Args('policy') policy: string,
    @Args('input', { type: () => AddDataInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    validArgs(OfPolicy, { policy });
    return this.administration.addData(facts, operator, policy, validArgs(AddPolicyDataRequest, input));
  }
}

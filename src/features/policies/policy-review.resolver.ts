import { Inject } from '@nestjs/common';
import { Args, Context, Int, Mutation, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Json } from '#libs/event-sourcing';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { inputType, objectType } from '#platform/graphql/zod-types';
import type { RequestFacts } from '#platform/http/request-context';
import {
  PolicyId,
  PublishRequest,
  RequestChangesRequest,
  ReviewStepRequest,
  RevisionNumber,
  RollBackRequest,
  SignRevisionRequest,
} from './commands.js';
import { ReviewAdministration, Signed, StepTaken, type OnRevision } from './review-administration.js';

const PolicyStepTaken = objectType('PolicyStepTaken', StepTaken);
const PolicyRevisionSigned = objectType('PolicyRevisionSigned', Signed);
const StepInput = inputType('ReviewStepInput', ReviewStepRequest);
const ChangesInput = inputType('RequestChangesInput', RequestChangesRequest);
const PublishInput = inputType('PublishPolicyInput', PublishRequest);
const RollBackInput = inputType('RollBackPolicyInput', RollBackRequest);
const SignInput = inputType('SignPolicyRevisionInput', SignRevisionRequest);
const OfPolicy = z.object({ policy: PolicyId });
const OfRevision = OfPolicy.extend({ revision: RevisionNumber });

/** From draft to published and back. */
@Resolver()
export class PolicyReviewResolver {
  constructor(@Inject(ReviewAdministration) private readonly review: ReviewAdministration) {}

  @Mutation(() => PolicyStepTaken)
  @ForOperators('policy_admin')
  submitPolicyRevision(
    @Args('policy') policy: string,
    @Args('revision', { type: () => Int }) revision: number,
    @Args('input', { type: () => StepInput, nullable: true }) input: object | undefined,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.review.submit(on(facts, operator, policy, revision), validArgs(ReviewStepRequest, input ?? {}));
  }

  @Mutation(() => PolicyStepTaken, { description: "Somebody else's revision." })
  @ForOperators('policy_admin')
  approvePolicyRevision(
    @Args('policy') policy: string,
    @Args('revision', { type: () => Int }) revision: number,
    @Args('input', { type: () => StepInput, nullable: true }) input: object | undefined,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.review.approve(on(facts, operator, policy, revision), validArgs(ReviewStepRequest, input ?? {}));
  }

  @Mutation(() => PolicyStepTaken)
  @ForOperators('policy_admin')
  requestPolicyChanges(
    @Args('policy') policy: string,
    @Args('revision', { type: () => Int }) revision: number,
    @Args('input', { type: () => ChangesInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.review.requestChanges(on(facts, operator, policy, revision), validArgs(RequestChangesRequest, input));
  }

  @Mutation(() => PolicyRevisionSigned)
  @ForOperators('policy_admin')
  signPolicyRevision(
    @Args('policy') policy: string,
    @Args('revision', { type: () => Int }) revision: number,
    @Args('input', { type: () => SignInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    const { envelope } = validArgs(SignRevisionRequest, input);
    return this.review.sign(on(facts, operator, policy, revision), envelope as Json);
  }

  @Mutation(() => PolicyStepTaken, { description: 'Effective for the very next decision, on every replica.' })
  @ForOperators('policy_admin')
  publishPolicyRevision(
    @Args('policy') policy: string,
    @Args('revision', { type: () => Int }) revision: number,
    @Args('input', { type: () => PublishInput, nullable: true }) input: object | undefined,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.review.publish(on(facts, operator, policy, revision), publishRequestOf(input ?? {}));
  }

  @Mutation(() => PolicyStepTaken, { description: 'The revision published before the present one decides again.' })
  @ForOperators('policy_admin', 'incident_admin')
  rollBackPolicy(
    @Args('policy') policy: string,
    @Args('input', { type: () => RollBackInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    validArgs(OfPolicy, { policy });
    return this.review.rollBack({ facts, operator, policy }, validArgs(RollBackRequest, input));
  }
}

function on(facts: RequestFacts, operator: OperatorPrincipal, policy: string, revision: number): OnRevision {
  validArgs(OfRevision, { policy, revision });
  return { facts, operator, policy, revision };
}

/** Unlike elsewhere a null says something here: publish only if nothing is published. Dropping it would publish over whatever is. */
function publishRequestOf(input: object): PublishRequest {
  const request = validArgs(PublishRequest, input);
  return 'supersedes' in input && input.supersedes === null ? { ...request, supersedes: null } : request;
}

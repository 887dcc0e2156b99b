import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { inputType, objectType } from '#platform/graphql/zod-types';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import type { RequestFacts } from '#platform/http/request-context';
import { LiftPinRequest, PinId, PinRevisionRequest } from './commands.js';
import { PinAdministration, PinLifted, Pinned } from './pin-administration.js';
import { PinsQuery, PinView } from './pins.query.js';

const Pin = objectType('Pin', PinView);
const RevisionPinned = objectType('RevisionPinned', Pinned);
const PinLifted_ = objectType('PinLifted', PinLifted);
const PinInput = inputType('PinRevisionInput', PinRevisionRequest);
const LiftInput = inputType('LiftPinInput', LiftPinRequest);

@Resolver()
export class PinsResolver {
  constructor(
    @Inject(PinAdministration) private readonly administration: PinAdministration,
    @Inject(PinsQuery) private readonly query: PinsQuery,
  ) {}

  @Query(() => [Pin], { description: 'Those that hold now, oldest first.' })
  @ForOperators('viewer')
  @ReadsFrom('pins')
  pins(@CallingOperator() operator: OperatorPrincipal) {
    return this.query.holding(operator.tenant, new Date());
  }

  @Mutation(() => RevisionPinned)
  @ForOperators('policy_admin')
  pinRevision(
    @Args('input', { type: () => PinInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.administration.pin(facts, operator, validArgs(PinRevisionRequest, input));
  }

  @Mutation(() => PinLifted_)
  @ForOperators('policy_admin', 'incident_admin')
  liftPin(
    @Args('pin') pin: string,
    @Args('input', { type: () => LiftInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    const { id } = validArgs(z.object({ id: PinId }), { id: pin });
    return this.administration.lift(facts, operator, id, validArgs(LiftPinRequest, input).reason);
  }
}

import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CallingOperator, ForOperatorsAnywhere } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { connectionOf, connectionType, PageArgs, pageOfArgs } from '#platform/graphql/connections';
import { enumType, inputType, objectType } from '#platform/graphql/zod-types';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { decodePosition, PageQuery, pageOf } from '#platform/http/paging';
import type { RequestFacts } from '#platform/http/request-context';
import { ControlRequest } from './commands.js';
import { ControlsQuery, ControlView } from './controls.query.js';
import { SCOPES } from './events.js';
import { ControlAnswer, SetControl } from './set-control.js';

enumType('ControlScope', SCOPES);
enumType('ControlEffect', ['kill', 'pause']);

const ControlConnection = connectionType('Control', objectType('Control', ControlView));
const Answer = objectType('ControlAnswer', ControlAnswer);
const ControlInput = inputType('ControlInput', ControlRequest);
const input = { type: (): object => ControlInput } as const;

@Resolver()
export class ControlsResolver {
  constructor(
    @Inject(SetControl) private readonly setControl: SetControl,
    @Inject(ControlsQuery) private readonly query: ControlsQuery,
  ) {}

  @Query(() => ControlConnection, { description: 'What is killed or paused now, oldest first.' })
  @ForOperatorsAnywhere('viewer')
  @ReadsFrom('controls')
  async controls(@Args() args: PageArgs, @CallingOperator() operator: OperatorPrincipal) {
    const { limit, cursor } = validArgs(PageQuery, pageOfArgs(args));
    const after = cursor === undefined ? 0 : decodePosition(cursor);
    const set = (await this.query.all(operator.tenant)).filter(({ position }) => position > after);
    const page = pageOf(
      set,
      limit,
      (control) => control,
      ({ position }) => [position],
    );
    return connectionOf(page, args);
  }

  @Mutation(() => Answer, { description: 'Denies every call in the scope from here on.' })
  @ForOperatorsAnywhere('incident_admin', 'owner')
  kill(
    @Args('input', input) request: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.setControl.execute('EngageKillSwitch', validArgs(ControlRequest, request), operator, facts);
  }

  @Mutation(() => Answer, { description: 'Lifts a kill.' })
  @ForOperatorsAnywhere('incident_admin', 'owner')
  restore(
    @Args('input', input) request: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.setControl.execute('ReleaseKillSwitch', validArgs(ControlRequest, request), operator, facts);
  }

  @Mutation(() => Answer, { description: 'Defers every call in the scope from here on.' })
  @ForOperatorsAnywhere('incident_admin', 'owner')
  pause(
    @Args('input', input) request: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.setControl.execute('PauseTraffic', validArgs(ControlRequest, request), operator, facts);
  }

  @Mutation(() => Answer, { description: 'Lifts a pause.' })
  @ForOperatorsAnywhere('incident_admin', 'owner')
  resume(
    @Args('input', input) request: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.setControl.execute('ResumeTraffic', validArgs(ControlRequest, request), operator, facts);
  }
}

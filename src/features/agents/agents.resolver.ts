import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { connectionOf, connectionType, PageArgs, pageOfArgs } from '#platform/graphql/connections';
import { enumType, inputType, objectType } from '#platform/graphql/zod-types';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import type { RequestFacts } from '#platform/http/request-context';
import { AgentAdministration, AgentWithKey, KeyId, NewKey, Revoked } from './agent-administration.js';
import { AgentsQuery, AgentView } from './agents.query.js';
import { AgentId, RegisterAgentRequest } from './commands.js';

enumType('KeyRevocationCause', ['rotated', 'revoked']);

const AgentConnection = connectionType('Agent', objectType('Agent', AgentView));
const WithKey = objectType('AgentWithKey', AgentWithKey);
const NewAgentKey = objectType('NewAgentKey', NewKey);
const KeyRevoked = objectType('AgentKeyRevoked', Revoked);
const RegisterInput = inputType('RegisterAgentInput', RegisterAgentRequest);
const OfAgent = z.object({ agent: AgentId });
const OfKey = OfAgent.extend({ keyId: KeyId });

@Resolver()
export class AgentsResolver {
  constructor(
    @Inject(AgentAdministration) private readonly administration: AgentAdministration,
    @Inject(AgentsQuery) private readonly query: AgentsQuery,
  ) {}

  @Query(() => AgentConnection, { description: 'Oldest first.' })
  @ForOperators('viewer')
  @ReadsFrom('agents')
  async agents(@Args() page: PageArgs, @CallingOperator() operator: OperatorPrincipal) {
    return connectionOf(await this.query.list(operator.tenant, validArgs(PageQuery, pageOfArgs(page))), page);
  }

  @Mutation(() => WithKey)
  @ForOperators('admin')
  registerAgent(
    @Args('input', { type: () => RegisterInput }) input: object,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.administration.register(facts, operator, validArgs(RegisterAgentRequest, input));
  }

  @Mutation(() => NewAgentKey, { description: 'Issues a new key; every other key of the agent stops at the same moment.' })
  @ForOperators('admin')
  rotateAgentKey(
    @Args('agent') agent: string,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    return this.administration.rotate(facts, operator, validArgs(OfAgent, { agent }).agent);
  }

  @Mutation(() => KeyRevoked)
  @ForOperators('admin')
  revokeAgentKey(
    @Args('agent') agent: string,
    @Args('keyId') keyId: string,
    @CallingOperator() operator: OperatorPrincipal,
    @Context('writ') facts: RequestFacts,
  ) {
    validArgs(OfKey, { agent, keyId });
    return this.administration.revoke(facts, operator, agent, keyId);
  }
}

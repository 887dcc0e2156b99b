import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { connectionOf, connectionType, PageArgs, pageOfArgs } from '#platform/graphql/connections';
import { inputType, objectType } from '#platform/graphql/zod-types';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { ClientFilter, ClientView, FabricClientsQuery } from './reading/fabric-clients.query.js';
import { ReportedDecision, ReportedDecisionFilter, ReportedDecisionsQuery } from './reading/reported-decisions.query.js';

const ClientConnection = connectionType('FabricClient', objectType('FabricClient', ClientView));
const DecisionConnection = connectionType('ReportedDecision', objectType('ReportedDecision', ReportedDecision));
const FilterInput = inputType('ReportedDecisionFilter', ReportedDecisionFilter.omit({ limit: true, cursor: true }));

@Resolver()
export class ClientReportsResolver {
  constructor(
    @Inject(FabricClientsQuery) private readonly clients: FabricClientsQuery,
    @Inject(ReportedDecisionsQuery) private readonly decisions: ReportedDecisionsQuery,
  ) {}

  @Query(() => ClientConnection, { description: 'Clients that decide by themselves; those that changed last come first.' })
  @ForOperators('viewer')
  @ReadsFrom('fabric-clients')
  async fabricClients(
    @Args() page: PageArgs,
    @Args('client', { type: () => String, nullable: true }) client: string | null,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    const filter = validArgs(ClientFilter, { client, ...pageOfArgs(page) });
    return connectionOf(await this.clients.list(operator.tenant, filter), page);
  }

  @Query(() => DecisionConnection, { description: 'Decisions that clients made by themselves; those recorded last come first.' })
  @ForOperators('viewer')
  @ReadsFrom('reported-decisions')
  async reportedDecisions(
    @Args() page: PageArgs,
    @Args('filter', { type: () => FilterInput, nullable: true }) filter: object | null,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    const wanted = validArgs(ReportedDecisionFilter, { ...filter, ...pageOfArgs(page) });
    return connectionOf(await this.decisions.list(operator.tenant, wanted), page);
  }
}

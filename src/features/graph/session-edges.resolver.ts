import { Inject } from '@nestjs/common';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { AgentView } from '#features/agents/contract';
import { DecisionSummary } from '#features/decisions/contract';
import { SessionView } from '#features/sessions/contract';
import { PageArgs } from '#platform/graphql/connections';
import type { GraphqlContext } from '#platform/graphql/graphql-errors';
import { objectType } from '#platform/graphql/zod-types';
import { connectionNamed } from '#platform/operations/graphql-answer';
import { Batches } from './batches.js';
import { Edges } from './edges.js';
import { askedBy, connectionFrom } from './listed-pages.js';

const Session = objectType('Session', SessionView);

@Resolver(() => Session)
export class SessionEdgesResolver {
  constructor(
    @Inject(Batches) private readonly batches: Batches,
    @Inject(Edges) private readonly edges: Edges,
  ) {}

  @ResolveField(() => objectType('Agent', AgentView), { nullable: true, description: 'The agent as it is registered.' })
  registeredAgent(@Parent() { agent }: SessionView, @Context() context: GraphqlContext) {
    return this.batches.follow(context, this.edges.agent, agent);
  }

  @ResolveField(() => Session, { nullable: true, description: 'The session that it was started from.' })
  parentSession(@Parent() { parentSessionId }: SessionView, @Context() context: GraphqlContext) {
    return this.batches.follow(context, this.edges.session, parentSessionId);
  }

  // The number of them has the shorter name.
  @ResolveField(() => connectionNamed('Decision', 'Decision', DecisionSummary), { description: 'Its calls, newest first.' })
  async decisionList(
    @Parent() { id }: SessionView,
    @Args({ type: () => PageArgs }) args: PageArgs,
    @Context() context: GraphqlContext,
  ) {
    return connectionFrom(await this.batches.follow(context, this.edges.decisionsOfSessions(askedBy(args)), id), args);
  }
}

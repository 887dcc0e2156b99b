import { Inject } from '@nestjs/common';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { AgentView } from '#features/agents/contract';
import { DecisionSummary } from '#features/decisions/contract';
import { PolicyRevisionSummary } from '#features/policies/contract';
import { SessionView } from '#features/sessions/contract';
import { PageArgs } from '#platform/graphql/connections';
import type { GraphqlContext } from '#platform/graphql/graphql-errors';
import { objectType } from '#platform/graphql/zod-types';
import { connectionNamed } from '#platform/operations/graphql-answer';
import { Batches } from './batches.js';
import { Edges } from './edges.js';
import { askedBy, connectionFrom } from './listed-pages.js';

@Resolver(() => objectType('Agent', AgentView))
export class AgentEdgesResolver {
  constructor(
    @Inject(Batches) private readonly batches: Batches,
    @Inject(Edges) private readonly edges: Edges,
  ) {}

  @ResolveField(() => connectionNamed('Session', 'Session', SessionView), { description: 'Its sessions, newest first.' })
  async sessionList(
    @Parent() { id }: AgentView,
    @Args({ type: () => PageArgs }) args: PageArgs,
    @Context() context: GraphqlContext,
  ) {
    return connectionFrom(await this.batches.follow(context, this.edges.sessionsOfAgents(askedBy(args)), id), args);
  }

  @ResolveField(() => connectionNamed('Decision', 'Decision', DecisionSummary), { description: 'Its calls, newest first.' })
  async decisionList(
    @Parent() { id }: AgentView,
    @Args({ type: () => PageArgs }) args: PageArgs,
    @Context() context: GraphqlContext,
  ) {
    return connectionFrom(await this.batches.follow(context, this.edges.decisionsOfAgents(askedBy(args)), id), args);
  }

  @ResolveField(() => objectType('PolicyRevisionSummary', PolicyRevisionSummary), {
    nullable: true,
    description: 'The revision that decides its calls now: a pin of it or its labels, else the active policy.',
  })
  policyRevision(@Parent() { id }: AgentView, @Context() context: GraphqlContext) {
    return this.batches.follow(context, this.edges.deciding, id);
  }
}

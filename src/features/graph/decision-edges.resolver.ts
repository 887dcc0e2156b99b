import { Inject, type Type } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { AgentView } from '#features/agents/contract';
import { DecisionDetail, DecisionSummary } from '#features/decisions/contract';
import { PolicyRevisionSummary } from '#features/policies/contract';
import { SessionView } from '#features/sessions/contract';
import type { GraphqlContext } from '#platform/graphql/graphql-errors';
import { objectType } from '#platform/graphql/zod-types';
import { Batches } from './batches.js';
import { Edges, revisionKey } from './edges.js';

const Session = objectType('Session', SessionView);
const Agent = objectType('Agent', AgentView);
const Revision = objectType('PolicyRevisionSummary', PolicyRevisionSummary);

function edgesOf(decision: Type): Type {
  @Resolver(() => decision)
  class DecisionEdgesResolver {
    constructor(
      @Inject(Batches) private readonly batches: Batches,
      @Inject(Edges) private readonly edges: Edges,
    ) {}

    @ResolveField(() => Session, { nullable: true, description: 'The session that the call was made in.' })
    session(@Parent() { sessionId }: DecisionSummary, @Context() context: GraphqlContext) {
      return this.batches.follow(context, this.edges.session, sessionId);
    }

    @ResolveField(() => Agent, { nullable: true, description: 'The agent as it is registered.' })
    registeredAgent(@Parent() { agent }: DecisionSummary, @Context() context: GraphqlContext) {
      return this.batches.follow(context, this.edges.agent, agent);
    }

    @ResolveField(() => Revision, { nullable: true, description: 'The revision that decided; null where no policy was asked.' })
    policyRevision(@Parent() { policy }: DecisionSummary, @Context() context: GraphqlContext) {
      const key = policy && revisionKey({ policy: policy.id, revision: policy.revision });
      return this.batches.follow(context, this.edges.revision, key);
    }
  }
  return DecisionEdgesResolver;
}

/** Of a decision in a list and of one that is told whole. */
export const decisionEdges: Type[] = [
  edgesOf(objectType('Decision', DecisionSummary)),
  edgesOf(objectType('DecisionDetail', DecisionDetail)),
];

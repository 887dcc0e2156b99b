import { Inject, type Type } from '@nestjs/common';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DecisionSummary } from '#features/decisions/contract';
import { PolicyRevisionSummary, PolicyRevisionView, PolicyView } from '#features/policies/contract';
import { PageArgs } from '#platform/graphql/connections';
import type { GraphqlContext } from '#platform/graphql/graphql-errors';
import { objectType } from '#platform/graphql/zod-types';
import { connectionNamed } from '#platform/operations/graphql-answer';
import { Batches } from './batches.js';
import { Edges, revisionKey } from './edges.js';
import { askedBy, connectionFrom } from './listed-pages.js';

const Policy = objectType('Policy', PolicyView);
const Revision = objectType('PolicyRevisionSummary', PolicyRevisionSummary);
/** The database holds their numbers as `integer`. */
const LAST_REVISION = 2 ** 31 - 1;

function edgesOf(revision: Type): Type {
  @Resolver(() => revision)
  class RevisionEdgesResolver {
    constructor(
      @Inject(Batches) private readonly batches: Batches,
      @Inject(Edges) private readonly edges: Edges,
    ) {}

    @ResolveField(() => Policy, { nullable: true, description: 'The policy that it is a revision of.' })
    ofPolicy(@Parent() { policy }: PolicyRevisionSummary, @Context() context: GraphqlContext) {
      return this.batches.follow(context, this.edges.policy, policy);
    }

    @ResolveField(() => connectionNamed('Decision', 'Decision', DecisionSummary), {
      description: 'The calls that it decided, newest first.',
    })
    async decisionList(
      @Parent() parent: PolicyRevisionSummary,
      @Args({ type: () => PageArgs }) args: PageArgs,
      @Context() context: GraphqlContext,
    ) {
      const asked = this.edges.decisionsOfRevisions(askedBy(args));
      return connectionFrom(await this.batches.follow(context, asked, revisionKey(parent)), args);
    }
  }
  return RevisionEdgesResolver;
}

@Resolver(() => Policy)
class PolicyEdgesResolver {
  constructor(
    @Inject(Batches) private readonly batches: Batches,
    @Inject(Edges) private readonly edges: Edges,
  ) {}

  @ResolveField(() => Revision, { nullable: true, description: 'Its published revision.' })
  policyRevision(@Parent() { id, publishedRevision }: PolicyView, @Context() context: GraphqlContext) {
    const key = publishedRevision === null ? null : revisionKey({ policy: id, revision: publishedRevision });
    return this.batches.follow(context, this.edges.revision, key);
  }

  @ResolveField(() => connectionNamed('PolicyRevision', 'PolicyRevisionSummary', PolicyRevisionSummary), {
    description: 'Its revisions, newest first.',
  })
  async revisionList(
    @Parent() { id }: PolicyView,
    @Args({ type: () => PageArgs }) args: PageArgs,
    @Context() context: GraphqlContext,
  ) {
    const asked = askedBy(args, LAST_REVISION);
    return connectionFrom(await this.batches.follow(context, this.edges.revisionsOfPolicies(asked), id), args);
  }
}

/** Of a policy, and of a revision in a list and one that is told whole. */
export const policyEdges: Type[] = [
  PolicyEdgesResolver,
  edgesOf(Revision),
  edgesOf(objectType('PolicyRevision', PolicyRevisionView)),
];

import { Inject } from '@nestjs/common';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RecordedEvent } from '#libs/event-sourcing';
import { objectType } from '#platform/graphql/zod-types';
import { People } from '#platform/operations/people';
import { LedgerEventView } from './ledger-views.js';

/** An event is told as it is hashed; what its actor is called stands beside it, for those who ask. */
@Resolver(() => objectType('LedgerEvent', LedgerEventView))
export class ActorNamesResolver {
  constructor(@Inject(People) private readonly people: People) {}

  @ResolveField(() => String, { nullable: true, description: 'What the person is called who did it; null where it was none.' })
  async actorName(@Parent() { tenant, actor }: RecordedEvent): Promise<string | null> {
    if (actor.kind !== 'user') return null;
    return (await this.people.of(tenant, [actor.id])).get(actor.id) ?? null;
  }
}

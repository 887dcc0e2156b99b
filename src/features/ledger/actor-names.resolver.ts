import { Inject } from '@nestjs/common';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RecordedEvent } from '#libs/event-sourcing';
import { objectType } from '#platform/graphql/zod-types';
import { ActorNames } from './actor-names.js';
import { LedgerEventView } from './answers.js';

/** An event is told as it is hashed; what its actor is called stands beside it, for those who ask. */
@Resolver(() => objectType('LedgerEvent', LedgerEventView))
export class ActorNamesResolver {
  constructor(@Inject(ActorNames) private readonly names: ActorNames) {}

  @ResolveField(() => String, { nullable: true, description: 'What the person is called who did it; null where it was none.' })
  actorName(@Parent() event: RecordedEvent): Promise<string | null> {
    return this.names.of(event);
  }
}

import { Inject } from '@nestjs/common';
import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { z } from 'zod';
import { NARROW_CHANNELS, viewOf } from '#features/stream/contract';
import { categoryOf, type RecordedEvent } from '#libs/event-sourcing';
import { CallingOperator, Facts, ForOperatorsAnywhere } from '#platform/auth/access';
import { hasRole } from '#libs/operations';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { PositionScalar } from '#platform/graphql/scalars';
import { objectType } from '#platform/graphql/zod-types';
import type { RequestFacts } from '#platform/http/request-context';
import { ReadAudit } from '#platform/operations/read-audit';
import { LedgerFollower } from '#platform/live/ledger-follower';
import { ActorNames } from './actor-names.js';
import { followedEvents } from './followed-events.js';
import { LedgerEventView } from './answers.js';

const LedgerEvent = objectType('LedgerEvent', LedgerEventView);
const Following = z.object({ categories: z.array(z.string().min(1).max(64)).max(32).optional() });

@Resolver()
export class LedgerResolver {
  constructor(
    @Inject(LedgerFollower) private readonly follower: LedgerFollower,
    @Inject(ReadAudit) private readonly audit: ReadAudit,
    @Inject(ActorNames) private readonly names: ActorNames,
  ) {}

  @Subscription(() => LedgerEvent, {
    resolve: (event: RecordedEvent) => event,
    description:
      'History after `after` (from now on when left out) and then live events, in order, none missing and none twice. Auditors and owners see events whole, viewers without the hashes of secrets.',
  })
  @ForOperatorsAnywhere('auditor', 'viewer')
  async ledgerEvents(
    @Args('after', { type: () => PositionScalar, nullable: true }) after: number | null,
    @Args('categories', {
      type: () => [String],
      nullable: true,
      description: 'Stream categories such as session or policy; all when left out.',
    })
    given: string[] | null,
    @CallingOperator() operator: OperatorPrincipal,
    @Facts() facts: RequestFacts,
  ): Promise<AsyncIterableIterator<RecordedEvent>> {
    const { categories } = validArgs(Following, { categories: given ?? null });
    await this.audit.note(operator, facts, 'ledgerSubscription', { after, categories: categories ?? null });
    const seesAll = hasRole(operator.roles, 'auditor') || hasRole(operator.roles, 'owner');
    const view = viewOf(seesAll ? ['ledger'] : NARROW_CHANNELS);
    const wanted = categories && new Set(categories);
    const from = await this.follower.start(operator.tenant, after ?? undefined);
    const visible = (event: RecordedEvent) => (!wanted || wanted.has(categoryOf(event.stream)) ? view(event) : undefined);
    return followedEvents(this.follower, operator.tenant, from, visible, this.names);
  }
}

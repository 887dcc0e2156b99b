import { Inject } from '@nestjs/common';
import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { z } from 'zod';
import { CallingOperator, Facts, ForOperatorsAnywhere } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { enumType, objectType } from '#platform/graphql/zod-types';
import type { RequestFacts } from '#platform/http/request-context';
import { ReadAudit } from '#platform/operations/read-audit';
import { ReplayProgressNow } from '../answers.js';
import { ReplayId } from '../commands.js';
import { REPLAY_STATES } from '../replay-words.js';
import { ReplayFollower } from './replay-follower.js';

enumType('ReplayState', REPLAY_STATES);
const Progress = objectType('ReplayProgressNow', ReplayProgressNow);
const Followed = z.object({ replay: ReplayId });

@Resolver()
export class ReplayProgressResolver {
  constructor(
    @Inject(ReplayFollower) private readonly follower: ReplayFollower,
    @Inject(ReadAudit) private readonly audit: ReadAudit,
  ) {}

  @Subscription(() => Progress, {
    resolve: (progress: ReplayProgressNow) => progress,
    description:
      'How a replay stands, and again whenever that is otherwise, at most once a second. Ends when the replay is over.',
  })
  @ForOperatorsAnywhere('viewer', 'replay_admin')
  async replayProgress(
    @Args('replay', { type: () => String }) id: string,
    @CallingOperator() operator: OperatorPrincipal,
    @Facts() facts: RequestFacts,
  ): Promise<AsyncIterableIterator<ReplayProgressNow>> {
    const { replay } = validArgs(Followed, { replay: id });
    await this.audit.note(operator, facts, 'replayProgressSubscription', { replay });
    return this.follower.follow(operator.tenant, replay);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { DueTimes } from '#platform/jobs/due-times';
import { TimedJob } from '#platform/jobs/timed-job';
import { ApprovalDesk } from '../approval-desk.js';
import { EXPIRE_APPROVALS } from './expire-when-requested.reaction.js';

/** Records that the time of a request is over. */
@Injectable()
export class ExpireApprovals extends TimedJob {
  readonly name = EXPIRE_APPROVALS;

  constructor(
    @Inject(DueTimes) times: DueTimes,
    @Inject(ApprovalDesk) private readonly desk: ApprovalDesk,
  ) {
    super(times, [{ table: 'approvals_approvals', states: ['pending', 'approved'], at: 'expires_at' }]);
  }

  protected async end(context: CommandContext, approval: string, now: string): Promise<Refusal | undefined> {
    const found = await this.desk.find(context.tenant, approval);
    if (!found) return undefined;
    const done = await this.desk.streams.handle(context, found.event.stream, { type: 'ExpireApproval', approval, now });
    return isRefusal(done) ? done : undefined;
  }
}

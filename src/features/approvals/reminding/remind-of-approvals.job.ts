import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { DueTimes } from '#platform/jobs/due-times';
import { TimedJob } from '#platform/jobs/timed-job';
import { ApprovalDesk } from '../approval-desk.js';
import { REMIND_OF_APPROVALS } from './remind-when-requested.reaction.js';

/** Records that people are reminded of a request, which is what they are told of. */
@Injectable()
export class RemindOfApprovals extends TimedJob {
  readonly name = REMIND_OF_APPROVALS;

  constructor(
    @Inject(DueTimes) times: DueTimes,
    @Inject(ApprovalDesk) private readonly desk: ApprovalDesk,
  ) {
    super(times, [{ table: 'approvals_approvals', states: ['pending'], at: 'remind_at' }]);
  }

  /** It may come late: nobody is reminded of what has expired meanwhile, recorded or not. */
  protected async end(context: CommandContext, approval: string, due: string): Promise<Refusal | undefined> {
    const found = await this.desk.find(context.tenant, approval);
    if (!found) return undefined;
    const now = new Date().toISOString();
    const done = await this.desk.streams.handle(context, found.event.stream, { type: 'RemindOfApproval', approval, due, now });
    return isRefusal(done) ? done : undefined;
  }
}

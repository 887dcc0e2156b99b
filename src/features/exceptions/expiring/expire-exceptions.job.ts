import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { DueTimes } from '#platform/jobs/due-times';
import { TimedJob } from '#platform/jobs/timed-job';
import { ExceptionDesk } from '../exception-desk.js';
import { AGREED_WITHIN_MS } from '../exception-times.js';
import { EXPIRE_EXCEPTIONS } from './expire-when-timed.reaction.js';

const TABLE = 'exceptions_exceptions';

/** Records that the time of an exception is over, or that in all that time nobody agreed to it. */
@Injectable()
export class ExpireExceptions extends TimedJob {
  readonly name = EXPIRE_EXCEPTIONS;

  constructor(
    @Inject(DueTimes) times: DueTimes,
    @Inject(ExceptionDesk) private readonly desk: ExceptionDesk,
  ) {
    super(times, [
      { table: TABLE, states: ['holds'], at: 'expires_at' },
      { table: TABLE, states: ['requested'], at: 'requested_at', laterMs: AGREED_WITHIN_MS },
    ]);
  }

  protected async end(context: CommandContext, exception: string, now: string): Promise<Refusal | undefined> {
    const done = await this.desk.handle(context, { type: 'ExpireException', exception, now });
    return isRefusal(done) ? done : undefined;
  }
}

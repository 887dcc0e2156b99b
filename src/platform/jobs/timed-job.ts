import { subjectOf, timeOf, type CommandContext, type Refusal } from '#libs/event-sourcing';
import type { DueRun, Job } from '#libs/jobs';
import type { DueTimes, TimedRows } from './due-times.js';

/**
 * Records that a time is over, whether or not anybody asks. Until it did, everybody who looks sees it all the same: the deciders go
 * by time. Command and event ids follow from the run alone, so that whoever repeats it finds it done.
 */
export abstract class TimedJob implements Job {
  readonly lane = 'ledger';
  abstract readonly name: string;

  constructor(
    private readonly times: DueTimes,
    private readonly rows: readonly TimedRows[],
  ) {}

  due(until: Date): Promise<readonly DueRun[]> {
    return this.times.until(until, this.rows);
  }

  async run(id: string): Promise<void> {
    const [tenant = '', subject = ''] = subjectOf(id).split('/');
    const at = timeOf(id);
    // A clock may be ahead of ours. Nothing ends before its time.
    if (Date.now() < at) throw new Error(`${this.name}: ${id} is not due yet`);
    const context = {
      tenant,
      actor: { kind: 'system', id: this.name },
      correlation: null,
      causation: null,
      trace: null,
      seed: `writ/job\n${this.name}\n${id}`,
    } as const;
    const refused = await this.end(context, subject, new Date(at).toISOString());
    if (refused) throw new Error(`${this.name}: ${subject} of ${tenant}: ${refused.refused}`);
  }

  /** Ends what is over by `now`; nothing when it is not, or when it has ended. */
  protected abstract end(context: CommandContext, subject: string, now: string): Promise<Refusal | undefined>;
}

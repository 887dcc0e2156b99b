import { nameBasedId } from '#libs/event-ids';
import type { EventStore } from '#libs/event-sourcing';
import type { DueRun, Job } from '#libs/jobs';

const TENANT = 'acme';
const STREAM = 'runs/done';

/** A job that records each of its runs in a ledger, and finds there which of them are due. */
export class RecordingJob implements Job {
  readonly name = 'record';
  readonly lane = 'ledger';
  readonly attempts: string[] = [];
  wanted: readonly DueRun[] = [];
  /** What stands between taking a run and its append. */
  before: (id: string) => Promise<void> = () => Promise.resolve();

  /** Where it is said, only these are put. */
  isWanted?: (id: string) => Promise<boolean>;

  constructor(private readonly store: EventStore) {}

  async due(until: Date): Promise<readonly DueRun[]> {
    const done = new Set(await this.recorded());
    return this.wanted.filter(({ id, at = 0 }) => !done.has(id) && at <= until.getTime());
  }

  async run(id: string): Promise<void> {
    this.attempts.push(id);
    await this.before(id);
    const event = {
      id: nameBasedId(`writ/spec\n${id}`),
      type: 'RunDone',
      schema: 1,
      actor: { kind: 'system', id: this.name },
      correlation: null,
      causation: null,
      trace: null,
      data: { run: id },
      sealed: null,
    } as const;
    await this.store.append({ tenant: TENANT, writes: [{ stream: STREAM, expect: 'any', events: [event] }] });
  }

  /** Runs that are in the ledger, as often as they are. */
  async recorded(): Promise<readonly string[]> {
    return (await this.store.readStream(TENANT, STREAM)).map(({ data }) => String(data['run']));
  }
}

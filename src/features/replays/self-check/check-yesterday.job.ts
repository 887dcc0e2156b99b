import { Inject, Injectable } from '@nestjs/common';
import { TenantDirectory } from '#features/tenants/contract';
import { nameBasedId } from '#libs/event-ids';
import { isRefusal, type EventStore } from '#libs/event-sourcing';
import type { DueRun, Job } from '#libs/jobs';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { positionsBetween } from '#platform/ledger/position-at';
import type { ReplayPlan } from '../events.js';
import { ReplayDesk } from '../replay-desk.js';

const NAME = 'check-yesterday';
/** Of UTC: by then a day is over everywhere it matters to compare with, and hardly anybody works. */
const FROM_HOUR = 2;
const DAY_MS = 86_400_000;
/** The last ones of a day, where it has more. */
const MOST_POSITIONS = 50_000;
const AT_ONCE = 200;

/**
 * Every night yesterday's decisions are made again by their own policies. They have to come to what was recorded; where one does not, the
 * replay raises its alarm. What a replay is asked for follows from tenant and day, so that any number of workers ask for it once.
 */
@Injectable()
export class CheckYesterday implements Job {
  readonly name = NAME;
  readonly lane = 'ledger';
  /** What this process has seen to, or found nothing to see to. */
  private readonly seen = new Set<string>();

  constructor(
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ReplayDesk) private readonly desk: ReplayDesk,
  ) {}

  async due(until: Date): Promise<readonly DueRun[]> {
    if (until.getUTCHours() < FROM_HOUR) return [];
    const day = new Date(until.getTime() - DAY_MS).toISOString().slice(0, 10);
    const due = (await this.tenants.all()).map((tenant) => `${tenant}/${day}`).filter((id) => !this.seen.has(id));
    return due.slice(0, AT_ONCE).map((id) => ({ id }));
  }

  async run(id: string): Promise<void> {
    const [tenant = '', day = ''] = id.split('/');
    const { from, to } = await positionsBetween(this.store, tenant, {
      from: `${day}T00:00:00.000000Z`,
      to: `${day}T23:59:59.999999Z`,
    });
    if (from <= to && (await this.hasDecisions(tenant, from, to))) await this.ask(tenant, day, { from, to });
    for (const other of this.seen) if (!other.endsWith(day)) this.seen.delete(other);
    this.seen.add(id);
  }

  private async hasDecisions(tenant: string, from: number, to: number): Promise<boolean> {
    const { events } = await this.store.readTypes(tenant, from, 1, ['DecisionRecorded']);
    return events.some(({ position }) => position <= to);
  }

  private async ask(tenant: string, day: string, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
    const seed = `writ/job\n${NAME}\n${tenant}\n${day}`;
    const plan: ReplayPlan = {
      from: Math.max(from, to - MOST_POSITIONS + 1),
      to,
      filter: { agents: null, tools: null, sessions: null, labels: null, verdicts: null },
      baseline: null,
      candidate: null,
      mode: 'independent',
      seed: 'writ',
      listed: 100,
    };
    const done = await this.desk.handle(
      { tenant, actor: { kind: 'system', id: NAME }, correlation: null, causation: null, trace: null, seed },
      { type: 'RequestReplay', replay: nameBasedId(seed), name: `self-check of ${day}`, plan, by: NAME },
    );
    if (isRefusal(done)) throw new Error(`${NAME}: ${tenant} ${day}: ${done.refused}`);
  }
}

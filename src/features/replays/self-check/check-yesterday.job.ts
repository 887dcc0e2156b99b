import { Inject, Injectable } from '@nestjs/common';
import { TenantDirectory } from '#features/tenants/contract';
import { isRefusal, type EventStore } from '#libs/event-sourcing';
import type { DueRun, Job } from '#libs/jobs';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { positionsBetween } from '#platform/ledger/position-at';
import { systemCaller } from '#platform/operations/caller';
import { FrontDoor } from '#platform/operations/front-door';
import { RequestReplay } from '../operations.js';

const NAME = 'check-yesterday';
/** Of UTC: by then a day is over everywhere it matters to compare with, and hardly anybody works. */
const FROM_HOUR = 2;
const DAY_MS = 86_400_000;
/** The last ones of a day, where it has more. */
const MOST_POSITIONS = 50_000;
const AT_ONCE = 200;

/**
 * Every night yesterday's decisions are made again by their own policies. They have to come to what was recorded; where one does not, the
 * replay raises its alarm. It is asked for at the front door, as an operator asks; the day is the key, so that any number of workers
 * ask for it once.
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
    @Inject(FrontDoor) private readonly door: FrontDoor,
  ) {}

  async due(until: Date): Promise<readonly DueRun[]> {
    if (until.getUTCHours() < FROM_HOUR) return [];
    const day = new Date(until.getTime() - DAY_MS).toISOString().slice(0, 10);
    const due = (await this.tenants.all()).map((tenant) => `${tenant}/${day}`).filter((id) => !this.seen.has(id));
    return due.slice(0, AT_ONCE).map((id) => ({ id }));
  }

  async run(id: string): Promise<void> {
    const [tenant = '', day = ''] = id.split('/');
    const range = { from: `${day}T00:00:00.000000Z`, to: `${day}T23:59:59.999999Z` };
    const { from, to } = await positionsBetween(this.store, tenant, range);
    const last = Math.max(from, to - MOST_POSITIONS + 1);
    if (from <= to && (await this.hasDecisions(tenant, from, to)))
      await this.ask(tenant, day, last > from ? { from: last, to } : range);
    for (const other of this.seen) if (!other.endsWith(day)) this.seen.delete(other);
    this.seen.add(id);
  }

  private async hasDecisions(tenant: string, from: number, to: number): Promise<boolean> {
    const { events } = await this.store.readTypes(tenant, from, 1, ['DecisionRecorded']);
    return events.some(({ position }) => position <= to);
  }

  private async ask(tenant: string, day: string, range: object): Promise<void> {
    const asked = { name: `self-check of ${day}`, range };
    const done = await this.door.ask(RequestReplay, asked, systemCaller(NAME, tenant, day));
    if (isRefusal(done)) throw new Error(`${NAME}: ${tenant} ${day}: ${done.refused}`);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { BoundedMap } from '#libs/bounded';
import { fromRecorded, type EventStore } from '#libs/event-sourcing';
import { decisionEvents, type DecisionRecorded } from '../events.js';

export interface MadeDecision {
  readonly session: string;
  readonly agent: string;
  readonly allowed: boolean;
}

/** Decisions kept in memory; each takes about 200 bytes. */
const CAPACITY = 40_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What an outcome needs to know of its decision: the last ones from memory, older ones from the ledger. */
@Injectable()
export class DecisionMemory {
  private readonly recent = new BoundedMap<string, MadeDecision>(CAPACITY);

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  remember(tenant: string, id: string, { input, verdict }: Pick<DecisionRecorded, 'input' | 'verdict'>): void {
    this.recent.set(`${tenant}\n${id}`, {
      session: input.session.id,
      agent: input.agent.id,
      allowed: verdict === 'ALLOW' || verdict === 'MODIFY',
    });
  }

  async find(tenant: string, id: string): Promise<MadeDecision | undefined> {
    const known = this.recent.get(`${tenant}\n${id}`);
    if (known || !UUID.test(id)) return known;
    const decision = await this.recorded(tenant, id);
    if (!decision) return undefined;
    this.remember(tenant, id, decision);
    return this.recent.get(`${tenant}\n${id}`);
  }

  /** The whole decision, from the ledger. `id` MUST be a UUID. */
  async recorded(tenant: string, id: string): Promise<DecisionRecorded | undefined> {
    const event = await this.store.readEvent(tenant, id);
    const decision = event && fromRecorded(decisionEvents, event);
    return decision?.type === 'DecisionRecorded' ? decision : undefined;
  }
}

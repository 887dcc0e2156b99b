import { Inject, Injectable } from '@nestjs/common';
import { BoundedMap, Turns } from '#libs/bounded';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import { ShadowsQuery } from './reading/shadows.query.js';
import type { ShadowRefusalCode } from './refusals.js';

const MOST_OPEN = 5;
const MOST_TENANTS = 10_000;

/**
 * How many shadows a tenant has that are not over. The list is a moment behind, so that those whom this process started and whom the list
 * does not know yet are counted beside it, and of those who start one at the same time each waits for the one before.
 */
@Injectable()
export class OpenShadows {
  private readonly turns = new Turns();
  private readonly unlisted = new BoundedMap<string, readonly string[]>(MOST_TENANTS);

  constructor(@Inject(ShadowsQuery) private readonly query: ShadowsQuery) {}

  /** Refused where there is no room for one more; the same one once more needs none. */
  start<T>(tenant: string, shadow: string, started: () => Promise<T | Refusal>): Promise<T | Refusal> {
    return this.turns.take(tenant, async () => {
      const before = this.unlisted.get(tenant) ?? [];
      const states = await this.query.states(tenant, [...before, shadow]);
      const unlisted = before.filter((id) => !states.has(id));
      this.unlisted.set(tenant, unlisted);
      const open = new Set([...[...states].filter(([, state]) => state !== 'ended').map(([id]) => id), ...unlisted]);
      if (open.size >= MOST_OPEN && !open.has(shadow)) return refuse<ShadowRefusalCode>('TOO_MANY_SHADOWS');
      const done = await started();
      if (!isRefusal(done) && !states.has(shadow)) this.unlisted.set(tenant, [...new Set([...unlisted, shadow])]);
      return done;
    });
  }
}

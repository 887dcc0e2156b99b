import { Inject, Injectable } from '@nestjs/common';
import { OpenAtOnce } from '#libs/bounded';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import { ShadowsQuery } from './reading/shadows.query.js';
import type { ShadowRefusalCode } from './refusals.js';

const MOST_OPEN = 5;

/** How many shadows a tenant has that are not over. */
@Injectable()
export class OpenShadows {
  private readonly open: OpenAtOnce;

  constructor(@Inject(ShadowsQuery) query: ShadowsQuery) {
    this.open = new OpenAtOnce(MOST_OPEN, async (tenant, ids) => {
      const states = await query.states(tenant, ids);
      return new Map([...states].map(([id, state]) => [id, state !== 'ended']));
    });
  }

  async start<T>(tenant: string, shadow: string, start: () => Promise<T | Refusal>): Promise<T | Refusal> {
    const done = await this.open.begin(tenant, shadow, start, (started) => !isRefusal(started));
    return done ?? refuse<ShadowRefusalCode>('TOO_MANY_SHADOWS');
  }
}

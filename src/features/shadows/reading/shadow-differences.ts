import { Inject, Injectable } from '@nestjs/common';
import type { FoundDifferences } from '#features/replays/contract';
import { refuse, type Refusal } from '#libs/event-sourcing';
import type { ListedDifference } from '#libs/replay';
import { ShadowDifferences } from '../contract.js';
import { againPlanOf } from '../following/again-plan-of.js';
import type { ShadowRefusalCode } from '../refusals.js';
import { ShadowDesk } from '../shadow-desk.js';
import { ShadowsQuery } from './shadows.query.js';

@Injectable()
export class KeptDifferences extends ShadowDifferences {
  constructor(
    @Inject(ShadowDesk) private readonly desk: ShadowDesk,
    @Inject(ShadowsQuery) private readonly query: ShadowsQuery,
  ) {
    super();
  }

  async found(tenant: string, shadow: string, most: number): Promise<FoundDifferences | Refusal> {
    const state = await this.desk.find(tenant, shadow);
    if (!state) return refuse<ShadowRefusalCode>('SHADOW_NOT_FOUND');
    const { plan } = state;
    const to = await this.query.through(tenant, shadow, plan);
    const { items } = await this.query.differences(tenant, shadow, { limit: most });
    const differences = items as unknown as readonly ListedDifference[];
    return { plan: againPlanOf(shadow, plan, most), from: plan.from, to, differences };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { ShadowDetail } from '../answers.js';
import { ShadowsOfPolicy } from '../contract.js';
import { ShadowsQuery } from './shadows.query.js';

const LOOKED_AT = 100;

@Injectable()
export class ShadowsOfPolicyQuery extends ShadowsOfPolicy {
  constructor(@Inject(ShadowsQuery) private readonly query: ShadowsQuery) {
    super();
  }

  async newestOf(
    tenant: string,
    { planDigest, dataDigest }: { readonly planDigest: string; readonly dataDigest: string },
  ): Promise<ShadowDetail | undefined> {
    const { items } = await this.query.list(tenant, { limit: LOOKED_AT });
    const newest = items.find(
      ({ plan: { candidate } }) => candidate.planDigest === planDigest && candidate.dataDigest === dataDigest,
    );
    return newest && this.query.find(tenant, newest.id);
  }
}

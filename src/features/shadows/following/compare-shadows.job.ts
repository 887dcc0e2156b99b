import { Inject, Injectable } from '@nestjs/common';
import type { DueRun, Job, JobRequest } from '#libs/jobs';
import { DueTimes } from '#platform/jobs/due-times';
import { COMPARE_SHADOWS, LOOK } from '../shadow-words.js';
import { ShadowComparison } from './shadow-comparison.js';

/** How often it is looked which shadows are behind: a decision waits for its comparison no longer than that and a little. */
const LOOK_EVERY_MS = 500;
const AT_ONCE = 500;
/** Two ids take turns: a run cannot be asked for by itself. Chains that meet become one, as one of them is asked for already. */
const LOOKS = [`${LOOK}/a`, `${LOOK}/b`] as const;

/**
 * Follows the ledgers of tenants that have shadows. One look finds all that are behind, whatever their number; each of those is brought up
 * to where its ledger ends. Nothing of it is waited for by whoever decides.
 */
@Injectable()
export class CompareShadows implements Job {
  readonly name = COMPARE_SHADOWS;
  readonly lane = 'ledger';

  constructor(
    @Inject(DueTimes) private readonly times: DueTimes,
    @Inject(ShadowComparison) private readonly comparison: ShadowComparison,
  ) {}

  async due(): Promise<readonly DueRun[]> {
    return (await this.isAnyOpen()) ? [{ id: LOOKS[0] }] : [];
  }

  async run(id: string): Promise<readonly JobRequest[]> {
    if (id.startsWith(`${LOOK}/`)) return this.look(id);
    const [tenant = '', shadow = ''] = id.split('/');
    const next = await this.comparison.goOn(tenant, shadow.split('@')[0] ?? '');
    return next === undefined ? [] : [{ job: COMPARE_SHADOWS, id: `${tenant}/${shadow.split('@')[0]}@${next}` }];
  }

  private async look(id: string): Promise<readonly JobRequest[]> {
    const behind = await this.times.look<{ tenant: string; id: string; through: string }>(
      `select shadows.tenant, shadows.id, coalesce(compared.through, 0) as through from shadows_shadows as shadows
        join ledger_heads as heads on heads.tenant = shadows.tenant
        left join shadows_compared as compared on compared.tenant = shadows.tenant and compared.shadow = shadows.id
        where shadows.state <> 'ended' and (shadows.state = 'ending' or shadows.ends_at <= now()
          or heads.position > coalesce(compared.through, 0)) order by random() limit ${AT_ONCE}`,
    );
    const runs = behind.map(({ tenant, id: shadow, through }) => ({
      job: COMPARE_SHADOWS,
      id: `${tenant}/${shadow}@${through}`,
    }));
    if (!(await this.isAnyOpen())) return runs;
    const next = id === LOOKS[0] ? LOOKS[1] : LOOKS[0];
    return [...runs, { job: COMPARE_SHADOWS, id: next, at: Date.now() + LOOK_EVERY_MS }];
  }

  private async isAnyOpen(): Promise<boolean> {
    const open = await this.times.look(`select 1 from shadows_shadows where state <> 'ended' limit 1`);
    return open.length > 0;
  }
}

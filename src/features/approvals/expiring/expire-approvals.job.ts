import { Inject, Injectable } from '@nestjs/common';
import { TenantDirectory } from '#features/tenants/contract';
import type { Transaction } from 'kysely';
import type { TablesOf } from '#libs/event-sourcing';
import { isRefusal } from '#libs/event-sourcing';
import type { Job } from '#libs/jobs';
import { TenantDatabase } from '#platform/database/tenant-database';
import { ApprovalDesk } from '../approval-desk.js';
import type { approvalsTables } from '../reading/approvals.projection.js';

/** Of one tenant at a look; the next look finds the others. */
const AT_ONCE = 500;

/** Records that a request's time is over, whether or not anybody asks. Until it did, everybody who looks sees it all the same. */
@Injectable()
export class ExpireApprovals implements Job {
  readonly name = 'expire-approvals';
  /** For specs. */
  now = (): Date => new Date();

  constructor(
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(ApprovalDesk) private readonly desk: ApprovalDesk,
  ) {}

  /** Runs are `<tenant>/<approval>`. */
  async due(): Promise<readonly string[]> {
    const due: string[] = [];
    for (const tenant of await this.tenants.all()) {
      const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof approvalsTables>>) =>
        db
          .selectFrom('approvals_approvals')
          .select('id')
          .where('state', 'in', ['pending', 'approved'])
          .where('urgency', '<=', String(this.now().getTime()))
          .orderBy('urgency')
          .limit(AT_ONCE)
          .execute(),
      );
      due.push(...rows.map(({ id }) => `${tenant}/${id}`));
    }
    return due;
  }

  async run(id: string): Promise<void> {
    const [tenant = '', approval = ''] = id.split('/');
    const context = {
      tenant,
      actor: { kind: 'system', id: this.name },
      correlation: null,
      causation: null,
      trace: null,
    } as const;
    const found = await this.desk.find(tenant, approval);
    if (!found) return;
    const done = await this.desk.streams.handle(context, found.event.stream, {
      type: 'ExpireApproval',
      approval,
      now: this.now().toISOString(),
    });
    if (isRefusal(done)) throw new Error(`approval ${approval} of ${tenant} could not expire: ${done.refused}`);
  }
}

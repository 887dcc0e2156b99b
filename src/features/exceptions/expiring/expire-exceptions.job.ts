import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { TenantDirectory } from '#features/tenants/contract';
import { isRefusal, type TablesOf } from '#libs/event-sourcing';
import type { Job } from '#libs/jobs';
import { TenantDatabase } from '#platform/database/tenant-database';
import { ExceptionDesk } from '../exception-desk.js';
import type { exceptionsTables } from '../reading/exceptions.projection.js';

/** Of one tenant at a look; there are never more that hold. */
const AT_ONCE = 500;

/** Records that an exception's time is over, whether or not anybody calls. Until it did, it lets nothing pass all the same. */
@Injectable()
export class ExpireExceptions implements Job {
  readonly name = 'expire-exceptions';

  constructor(
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(ExceptionDesk) private readonly desk: ExceptionDesk,
  ) {}

  /** Runs are `<tenant>/<exception>`. */
  async due(): Promise<readonly string[]> {
    const due: string[] = [];
    for (const tenant of await this.tenants.all()) {
      const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof exceptionsTables>>) =>
        db
          .selectFrom('exceptions_exceptions')
          .select('id')
          .where('state', '=', 'holds')
          .where('expires_at', '<=', new Date())
          .limit(AT_ONCE)
          .execute(),
      );
      due.push(...rows.map(({ id }) => `${tenant}/${id}`));
    }
    return due;
  }

  async run(id: string): Promise<void> {
    const [tenant = '', exception = ''] = id.split('/');
    const context = {
      tenant,
      actor: { kind: 'system', id: this.name },
      correlation: null,
      causation: null,
      trace: null,
    } as const;
    const done = await this.desk.handle(context, { type: 'ExpireException', exception, now: new Date().toISOString() });
    if (isRefusal(done)) throw new Error(`exception ${exception} of ${tenant} could not expire: ${done.refused}`);
  }
}

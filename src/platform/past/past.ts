import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { FairQueue } from '#libs/bounded';
import type { EventStore, RecordedEvent } from '#libs/event-sourcing';
import { EVENT_STORE, SubscriptionRegistry } from '#libs/nest-event-sourcing';
import type { AnyOperation, AsOf } from '#libs/operations';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { roleUrl } from '#platform/database/role-urls';
import { TenantDatabase } from '#platform/database/tenant-database';
import { refuseWith } from '#platform/http/problem-details';
import { positionsBetween } from '#platform/ledger/position-at';
import { lookingAt, type Moment } from './moment.js';
import { foldTables } from './past-tables.js';

/** Folding is work for the database: what is told as it is now is not to wait for it. */
const AT_ONCE = 2;
const WAITING = { waiting: 40, waitingPerTenant: 10 };

interface Question {
  readonly operation: AnyOperation;
  readonly input: unknown;
  readonly asOf: AsOf;
  readonly asker: { readonly kind: 'agent' | 'operator' | 'system'; readonly tenant: string };
}

/** What tables are folded from: of which stream when not of all. */
interface Source {
  readonly readModel: string;
  readonly stream: string | undefined;
}

/** Answers queries as they would have been answered at a moment of the past. */
@Injectable()
export class Past implements OnApplicationShutdown {
  private readonly queue = new FairQueue({ working: AT_ONCE, ...WAITING });
  private readonly database: TenantDatabase;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(SubscriptionRegistry) private readonly registry: SubscriptionRegistry,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
    this.database = new TenantDatabase(roleUrl(configuration, 'writ_app'), AT_ONCE);
  }

  /** Does `work` as of then: the operation's own query, which knows nothing of it but the time. */
  async asOf<T>({ operation: { spec }, input, asOf, asker }: Question, work: () => Promise<T>): Promise<T> {
    if (asker.kind === 'agent') throw refuseWith('FORBIDDEN', 'asOf is for operators');
    if (asker.tenant === DEPLOYMENT_LEDGER)
      throw refuseWith('INVALID_INPUT', 'asOf: what the deployment is told comes from the ledgers of several tenants');
    const moment = await this.momentOf(asker.tenant, asOf);
    const { readsFrom, followsFrom } = spec;
    if (readsFrom === undefined) return lookingAt(moment, work);
    const source = { readModel: readsFrom, stream: followsFrom?.(input as never) };
    const done = await this.queue.run(asker.tenant, async () => ({ answer: await this.inTables(source, moment, work) }));
    if (!done) throw refuseWith('OVERLOADED', 'other answers with asOf are being made');
    return done.answer;
  }

  async onApplicationShutdown(): Promise<void> {
    this.queue.close();
    await this.database.close();
  }

  private inTables<T>({ readModel, stream }: Source, moment: Moment, work: () => Promise<T>): Promise<T> {
    const projection = this.registry.projections.find(({ name }) => name === readModel);
    if (!projection) throw new Error(`there is no projection ${readModel}`);
    const { tenant, position } = moment;
    return this.database.asAndBack(tenant, async (db) => {
      await foldTables(db, projection, tenant, position, {
        store: this.store,
        stream,
        mostEvents: this.configuration.WRIT_AS_OF_EVENTS,
        passesOver: async (...event) => (await this.registry.passesOver?.(...event)) ?? false,
      });
      const of = (asked: string) => {
        if (asked !== tenant) throw new Error(`tables of ${tenant} were asked for rows of ${asked}`);
        return db;
      };
      return lookingAt({ ...moment, tables: { of } }, work);
    });
  }

  private async momentOf(tenant: string, asOf: AsOf): Promise<Moment> {
    if (typeof asOf === 'string') {
      if (new Date(asOf) > new Date()) throw refuseWith('AS_OF_BEYOND_LEDGER', 'the time is still to come');
      const { to: position } = await positionsBetween(this.store, tenant, { to: asOf });
      return { tenant, position, at: new Date(asOf) };
    }
    const { position: head } = await this.store.head(tenant);
    if (asOf > head) throw refuseWith('AS_OF_BEYOND_LEDGER', `the ledger ends at position ${head}`);
    const [event] = (await this.store.readPositions(tenant, [asOf])) as [RecordedEvent?];
    return { tenant, position: asOf, at: new Date(event?.at ?? 0) };
  }
}

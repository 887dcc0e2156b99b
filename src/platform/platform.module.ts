import { Inject, Module, type DynamicModule, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE, Ledger, SubscriptionRegistry } from '#libs/nest-event-sourcing';
import { OperationsModule } from '#libs/nest-operations';
import { AccessGuard } from './auth/access.guard.js';
import { Authentication } from './auth/authentication.js';
import { OperatorTokens } from './auth/operator-tokens.js';
import { RefreshTokens } from './auth/refresh-tokens.js';
import { SigningKeys } from './auth/signing-keys.js';
import type { Configuration } from './config/configuration.js';
import { CONFIGURATION, LOGGER } from './config/configuration.token.js';
import { roleUrl } from './database/role-urls.js';
import { DatabaseFitness } from './database/database-fitness.js';
import { TenantDatabase } from './database/tenant-database.js';
import { Draining } from './http/requests/draining.js';
import { ExactInputPipe } from './http/bodies/exact-input.pipe.js';
import { KnownQueryInterceptor } from './http/requests/known-query.interceptor.js';
import { MinPosition, ReadModels } from './operations/min-position.js';
import { LedgerDamageWatch } from './ledger/damage-watch.js';
import { openLedger, PostgresReadModels, ProjectionLag } from './ledger/postgres-ledger.js';
import { FrontDoor } from './operations/front-door.js';
import { MadeSecrets } from './auth/made-secrets.js';
import { RequestAccess } from './auth/request-access.js';
import { DirectRoutes } from './http/direct-routes.js';
import { People } from './operations/people.js';
import { Past } from './past/past.js';
import { Replies } from './operations/replies.js';
import { DueTimes } from './jobs/due-times.js';
import type { Logger } from './telemetry/logging.js';
import { Metrics } from './telemetry/metrics.js';

export interface PlatformOptions {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** In the place of the deployment's: for a process that decides what would have been. */
  readonly ledger?: EventStore;
}

/** Everything below the features: configuration, database, ledger, identity and the edge. One per process. */
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(ReadModels) private readonly readModels: PostgresReadModels,
    @Inject(ProjectionLag) private readonly lag: ProjectionLag,
  ) {}

  static with(options: PlatformOptions): DynamicModule {
    const providers = [...values(options), ...identity(), ...storage(options), ...edge()];
    const exports = [
      CONFIGURATION,
      LOGGER,
      Metrics,
      TenantDatabase,
      DatabaseFitness,
      EVENT_STORE,
      Ledger,
      SubscriptionRegistry,
      ReadModels,
      ProjectionLag,
      LedgerDamageWatch,
      SigningKeys,
      OperatorTokens,
      RefreshTokens,
      Authentication,
      Draining,
      MinPosition,
      FrontDoor,
      People,
      MadeSecrets,
      DirectRoutes,
      DueTimes,
    ];
    return { module: PlatformModule, global: true, imports: [OperationsModule], providers, exports };
  }

  /** After the server has answered its last request. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
    await Promise.all([this.database.close(), this.readModels.close(), this.lag.close()]);
  }
}

function values({ configuration, logger, metrics }: PlatformOptions): Provider[] {
  return [
    { provide: CONFIGURATION, useValue: configuration },
    { provide: LOGGER, useValue: logger },
    { provide: Metrics, useValue: metrics },
  ];
}

function identity(): Provider[] {
  const fromDatabase = [TenantDatabase, CONFIGURATION];
  return [
    {
      provide: SigningKeys,
      useFactory: (database: TenantDatabase, configuration: Configuration) => new SigningKeys(database, configuration),
      inject: fromDatabase,
    },
    {
      provide: RefreshTokens,
      useFactory: (database: TenantDatabase, configuration: Configuration) => new RefreshTokens(database, configuration),
      inject: fromDatabase,
    },
    {
      provide: OperatorTokens,
      useFactory: (keys: SigningKeys, configuration: Configuration) => new OperatorTokens(keys, configuration),
      inject: [SigningKeys, CONFIGURATION],
    },
    Authentication,
  ];
}

function storage({ ledger }: PlatformOptions): Provider[] {
  return [
    {
      provide: TenantDatabase,
      useFactory: (configuration: Configuration, metrics: Metrics) => {
        const database = new TenantDatabase(roleUrl(configuration, 'writ_app'), configuration.WRIT_DATABASE_POOL);
        metrics.watchPool('tenants', database.connections);
        return database;
      },
      inject: [CONFIGURATION, Metrics],
    },
    ledger
      ? { provide: EVENT_STORE, useValue: ledger }
      : { provide: EVENT_STORE, useFactory: openLedger, inject: [CONFIGURATION, Metrics] },
    {
      provide: ReadModels,
      useFactory: (configuration: Configuration) => new PostgresReadModels(configuration),
      inject: [CONFIGURATION],
    },
    {
      provide: ProjectionLag,
      useFactory: (configuration: Configuration) => new ProjectionLag(configuration),
      inject: [CONFIGURATION],
    },
    DatabaseFitness,
    LedgerDamageWatch,
    DueTimes,
    Ledger,
    SubscriptionRegistry,
  ];
}

function edge(): Provider[] {
  return [
    Draining,
    MinPosition,
    Replies,
    FrontDoor,
    Past,
    People,
    MadeSecrets,
    RequestAccess,
    DirectRoutes,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: KnownQueryInterceptor },
    { provide: APP_PIPE, useClass: ExactInputPipe },
  ];
}

import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { EVENT_STORE, SubscriptionRegistry } from '#libs/nest-event-sourcing';
import type { EventStore } from '#libs/event-sourcing';
import { Public } from '#platform/auth/access';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { Draining } from '#platform/http/requests/draining';
import { OnlyWhere } from '#platform/http/only-where';
import { DatabaseFitness, type Fitness } from '#platform/database/database-fitness';
import { TenantDatabase } from '#platform/database/tenant-database';
import { TOLD } from '#platform/database/unfit-database';
import { LedgerDamageWatch } from '#platform/ledger/damage-watch';
import { ProjectionLag } from '#platform/ledger/postgres-ledger';
import { Metrics } from '#platform/telemetry/metrics';

/** Events a projection may be behind before the service says that it is not ready to answer reads. */
const MAX_LAG = 50_000;
const CHECK_MS = 2_000;

interface Check {
  readonly ok: boolean;
  readonly ms: number;
  /** Why not, for programs. */
  readonly code?: string;
  readonly detail?: unknown;
}

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(DatabaseFitness) private readonly fitness: DatabaseFitness,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ProjectionLag) private readonly lag: ProjectionLag,
    @Inject(LedgerDamageWatch) private readonly damage: LedgerDamageWatch,
    @Inject(SubscriptionRegistry) private readonly subscriptions: SubscriptionRegistry,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Draining) private readonly draining: Draining,
  ) {}

  /** The process answers. Says nothing about what it depends on. */
  @Get('healthz')
  @Public()
  healthz(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Whether traffic should be sent here: the database, the ledger and the projections. A tenant whose ledger is damaged is told
   * of, without its name, and makes nothing unready: the others go on.
   */
  @Get('readyz')
  @Public()
  async readyz(@Res({ passthrough: true }) reply: FastifyReply) {
    if (this.draining.hasBegun) {
      void reply.status(503);
      return { status: 'stopping', checks: {} };
    }
    const [database, ledger, projections, ledgers] = await Promise.all([
      this.databaseCheck(),
      check(() => this.store.head(DEPLOYMENT_LEDGER)),
      check(() => this.projections()),
      check(() => this.ledgers()),
    ]);
    const ready = database.ok && ledger.ok && projections.ok;
    void reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not ready', checks: { database, ledger, projections, ledgers } };
  }

  @Get('metrics')
  @Public()
  @OnlyWhere('servesMetrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  exposition(): Promise<string> {
    return this.metrics.registry.metrics();
  }

  /**
   * The reason why a database does not serve is told in one word. Whether it is away is for the connections in use to say, and what was
   * migrated by a newer version meanwhile still serves.
   */
  private async databaseCheck(): Promise<Check> {
    let found: Fitness | undefined;
    const [pinged] = await Promise.all([
      check(() => this.database.ping()),
      check(async () => {
        found = await this.fitness.now();
      }),
    ]);
    const trouble = found?.trouble;
    if (trouble !== undefined && trouble !== 'DATABASE_AWAY')
      return { ok: false, ms: pinged.ms, code: trouble, detail: TOLD[trouble] };
    if (!pinged.ok) return { ...pinged, code: 'DATABASE_AWAY' };
    return found?.unknownMigrations ? { ...pinged, detail: { unknownMigrations: found.unknownMigrations } } : pinged;
  }

  private async ledgers(): Promise<void> {
    const { length } = await this.damage.found();
    if (length > 0) throw new Error(`damaged: ${length}`);
  }

  /** What one of several tenants is behind by itself, or stopped before an event, is told, and takes readiness from nobody else. */
  private async projections(): Promise<object> {
    const namesOf = (each: readonly { readonly name: string }[]): string[] => each.map(({ name }) => name);
    const projections = namesOf(this.subscriptions.projections);
    const lag = await this.lag.of([...projections, ...namesOf(this.subscriptions.reactions)]);
    const lists = [...lag].filter(([name]) => projections.includes(name));
    const behind = lists.filter(([, { events, most, tenants }]) => (tenants > 1 ? events - most : events) > MAX_LAG);
    if (behind.length > 0) throw new Error(`behind: ${behind.map(([name, { events }]) => `${name} ${events}`).join(', ')}`);
    const stopped = [...lag].filter(([, { stopped: ledgers }]) => ledgers > 0);
    return {
      ...Object.fromEntries(lists.map(([name, { events }]) => [name, events])),
      ...(stopped.length > 0 && { stopped: Object.fromEntries(stopped.map(([name, { stopped: ledgers }]) => [name, ledgers])) }),
    };
  }
}

async function check(probe: () => Promise<unknown>): Promise<Check> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_MS} ms`)), CHECK_MS);
  });
  try {
    const detail = await Promise.race([probe(), late]);
    return { ok: true, ms: elapsed(started), ...(isReport(detail) && { detail }) };
  } catch (error) {
    // What a dependency says may name hosts or users: only our own words are told to the world.
    const told = /^(behind|damaged|no answer)/.test((error as Error).message) ? (error as Error).message : 'unreachable';
    return { ok: false, ms: elapsed(started), detail: told };
  } finally {
    clearTimeout(timer);
  }
}

/** What projections say of themselves; what other probes give is theirs alone. */
function isReport(detail: unknown): boolean {
  const isCounted = (value: unknown): boolean => typeof value === 'number' || (typeof value === 'object' && isReport(value));
  return typeof detail === 'object' && detail !== null && Object.values(detail).every(isCounted);
}

function elapsed(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}

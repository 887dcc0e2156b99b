import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { EventStore } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { EVENT_STORE, SubscriptionRegistry } from '#libs/nest-event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { Outcome, ProjectionView } from '../answers.js';
import { PausesQuery, type PauseRow } from '../pausing/pauses.query.js';
import type { ProjectionState, RunKind, RunState } from '../projection-words.js';
import { SubscriptionRows, type Checkpoint, type Stop } from './subscription-rows.query.js';

/** Whoever follows is a moment behind now and then; only what is longer is told as such. */
const BEHIND_SECONDS = 1;

interface RunRow {
  readonly id: string;
  readonly projection: string;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly ended_at: Date | null;
  readonly outcome: string | null;
  readonly detail: string | null;
  readonly done: string | null;
  readonly total: string | null;
}

interface Subject {
  readonly name: string;
  readonly kind: ProjectionView['kind'];
  readonly version: number;
}

/** What is known of one tenant, as of about the same moment. */
interface Known {
  readonly head: number;
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
  readonly stops: readonly Stop[];
  readonly pauses: readonly PauseRow[];
  readonly runs: readonly RunRow[];
  /** When the event at a position was recorded, in milliseconds since 1970. */
  readonly times: ReadonlyMap<number, number>;
}

/** Every projection and reaction, and how it stands in one ledger. */
@Injectable()
export class ProjectionsQuery {
  constructor(
    @Inject(SubscriptionRegistry) private readonly registry: SubscriptionRegistry,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(SubscriptionRows) private readonly rows: SubscriptionRows,
    @Inject(PausesQuery) private readonly pauses: PausesQuery,
  ) {}

  async list(tenant: string): Promise<ProjectionView[]> {
    // Checkpoints before the head: none is told to be beyond the end.
    const checkpoints = await this.rows.checkpoints(tenant);
    const [{ position: head }, stops, pauses, runs] = await Promise.all([
      this.store.head(tenant),
      this.rows.stopped(tenant),
      this.pauses.list(tenant),
      this.runs(tenant),
    ]);
    const subjects = this.subjects();
    const nexts = subjects.map(({ name }) => (checkpoints.get(name)?.position ?? 0) + 1).filter((next) => next <= head);
    const times = await this.times(tenant, [...new Set(nexts)]);
    const known: Known = { head, checkpoints, stops, pauses, runs, times };
    return subjects.map((subject) => viewOf(subject, known));
  }

  private subjects(): Subject[] {
    const { projections, reactions } = this.registry;
    return [
      ...projections.map(({ name, version }) => ({ name, version, kind: 'list' as const })),
      ...reactions.map(({ name }) => ({ name, version: 0, kind: 'reaction' as const })),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private async times(tenant: string, positions: number[]): Promise<Map<number, number>> {
    if (positions.length === 0) return new Map();
    const events = await this.store.readPositions(tenant, positions);
    return new Map(events.map(({ position, at }) => [position, Date.parse(at)]));
  }

  /** The last run of each kind that is over, and those that are not, by projection. */
  private async runs(tenant: string): Promise<RunRow[]> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<RunRow>`select distinct on (r.projection, r.kind, r.state = 'running') r.id, r.projection, r.kind, r.state,
          r.requested_by, r.requested_at, r.ended_at, r.outcome, r.detail, w.done, w.total
        from projections_runs as r left join projections_work as w on w.tenant = r.tenant and w.run = r.id
        where r.tenant = ${tenant} order by r.projection, r.kind, r.state = 'running', r.position desc`.execute(db),
    );
    return rows;
  }
}

function viewOf({ name, kind, version }: Subject, known: Known): ProjectionView {
  const { head, checkpoints, stops, pauses, runs, times } = known;
  const position = checkpoints.get(name)?.position ?? 0;
  const waiting = times.get(position + 1);
  const lagSeconds = waiting === undefined ? 0 : Math.max(0, Math.round((Date.now() - waiting) / 100) / 10);
  const own = runs.filter(({ projection }) => projection === name);
  const running = own.find(({ state }) => state === 'running');
  const stop = stops.find(({ subscription }) => subscription === name);
  const pause = pauses.find(({ projection }) => projection === name);
  const last = (of: RunKind) => own.find((run) => run.state !== 'running' && run.kind === of);
  return {
    name,
    kind,
    state: stateOf(pause, stop, running, lagSeconds),
    version,
    position,
    head: Math.max(head, position),
    lagEvents: Math.max(0, head - position),
    lagSeconds,
    failing: stop ? failingOf(stop) : null,
    paused: pause ? { reason: pause.reason, by: pause.paused_by, at: pause.paused_at.toISOString() } : null,
    run: running ? underWay(running) : null,
    lastVerification: outcomeOf(last('verify')),
    lastRebuild: outcomeOf(last('rebuild')),
  };
}

function stateOf(
  pause: PauseRow | undefined,
  stop: Stop | undefined,
  running: RunRow | undefined,
  lagSeconds: number,
): ProjectionState {
  if (pause) return 'paused';
  if (stop) return 'stopped';
  if (running) return running.kind === 'rebuild' ? 'rebuilding' : 'verifying';
  return lagSeconds > BEHIND_SECONDS ? 'behind' : 'following';
}

function failingOf({ position, eventType, problem, since }: Stop): ProjectionView['failing'] {
  return { position, eventType, problem, since };
}

function underWay({ id, kind, requested_by: requestedBy, requested_at: at, done, total }: RunRow): ProjectionView['run'] {
  return { id, kind, requestedBy, requestedAt: at.toISOString(), done: Number(done ?? 0), total: Number(total ?? 0) };
}

type Compared = Omit<Outcome, 'run' | 'at' | 'result' | 'detail'>;
const NOTHING: Compared = {
  position: null,
  rows: null,
  live: null,
  rebuilt: null,
  missing: null,
  extra: null,
  other: null,
  written: null,
  examples: [],
};

function outcomeOf(run: RunRow | undefined): Outcome | null {
  if (!run) return null;
  const at = (run.ended_at ?? run.requested_at).toISOString();
  const result = run.state === 'cancelled' ? 'cancelled' : 'failed';
  if (run.outcome === null) return { run: run.id, result, at, ...NOTHING, detail: run.detail };
  const { version: _, ...compared } = parseJson(run.outcome) as unknown as Compared & { readonly version: number };
  return { run: run.id, result: compared.live === compared.rebuilt ? 'same' : 'different', at, ...compared, detail: null };
}

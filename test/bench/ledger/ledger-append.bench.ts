import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresEventStore } from '#libs/event-store-postgres';
import { createLedgerDatabase, execute, type LedgerDatabase } from '#libs/event-store-postgres/testing';
import { startEmbeddedPostgres } from '#platform/database/embedded-postgres';
import type { BenchRow } from '../bench-row.js';
import { appendStep, measure, round, type Measured } from './ledger-load.js';
import { bareCopy, emmettAppends, naiveInserts } from './ledger-rivals.js';

const RUN_MS = 3_000;
const TURNS = 4;
const TURN_MS = 1_500;
const COPIED_ROWS = 40_000;
const FULL_LEDGER = 1_000_000;
const SMALL_FIRST = ['small', 'large'] as const;

/**
 * Appending to the ledger on a durable PostgreSQL (fsync on) of its own: every event chained, with its stream's revision
 * and a condition checked. Beside it, on the same server: one-row inserts, emmett, and a bare COPY of the same rows.
 */
export async function ledgerAppendBench(): Promise<BenchRow[]> {
  const home = mkdtempSync(join(tmpdir(), 'writ-bench-'));
  const server = await startEmbeddedPostgres({ home, durable: true });
  try {
    // First, because it also gives the server what one in use has: a log whose files are recycled instead of made.
    const flat = await flatness(server.url);
    const ledger = await createDatabase(server.url, 'bench_ledger');
    const single = await appending(ledger, 1);
    const crowd = await appending(ledger, 512);
    const turns = await inTurns(server.url, ledger);
    return [...rowsOf(1, single), ...rowsOf(64, turns.ours), ...rowsOf(512, crowd), ...comparisons(turns), flat];
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

interface Turns {
  readonly ours: Measured;
  readonly naive: Measured;
  readonly emmett: Measured | string;
  /** Events per second. */
  readonly copied: number;
}

/** Ours and the others one after the other, several times over, because machines drift; the median of each. */
async function inTurns(serverUrl: string, ledger: LedgerDatabase): Promise<Turns> {
  const naive = await naiveInserts((await createDatabase(serverUrl, 'bench_naive')).ownerUrl);
  await execute(serverUrl, 'create database bench_emmett');
  const emmett = await emmettAppends(process.cwd(), withDatabase(serverUrl, 'bench_emmett'));
  const runs = { ours: [] as Measured[], naive: [] as Measured[], emmett: [] as Measured[], copied: [] as number[] };
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      runs.ours.push(await appending(ledger, 64, TURN_MS));
      runs.naive.push(await naive.run(TURN_MS));
      if (typeof emmett !== 'string') runs.emmett.push(await emmett.run(TURN_MS));
      const target = await createDatabase(serverUrl, `bench_copy_${turn}`);
      runs.copied.push(await bareCopy(ledger.ownerUrl, target.ownerUrl, COPIED_ROWS));
    }
  } finally {
    await naive.close();
    if (typeof emmett !== 'string') await emmett.close();
    await connectionsEnd(serverUrl, 'bench_emmett');
  }
  const middle = (all: Measured[]) => all.toSorted((a, b) => a.perSecond - b.perSecond)[TURNS >> 1] as Measured;
  const copied = median(runs.copied);
  return {
    ours: middle(runs.ours),
    naive: middle(runs.naive),
    emmett: typeof emmett === 'string' ? emmett : middle(runs.emmett),
    copied,
  };
}

/** emmett's pool says it is closed before its connections are, and does not survive losing one. */
async function connectionsEnd(serverUrl: string, database: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const open = await execute(serverUrl, 'select 1 from pg_stat_activity where datname = $1', [database]);
    if (open.rowCount === 0) return;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}

async function appending(database: LedgerDatabase, callers: number, milliseconds = RUN_MS): Promise<Measured> {
  const store = createPostgresEventStore({ ledger: database.ledgerUrl, app: database.appUrl });
  try {
    return await measure(callers, milliseconds, appendStep(store, 'acme'));
  } finally {
    await store.close();
  }
}

function rowsOf(callers: number, { perSecond, p50, p99 }: Measured): BenchRow[] {
  const name = `ledger append, ${callers} ${callers === 1 ? 'caller' : 'callers'}`;
  return [
    { name, value: perSecond, unit: 'events/s' },
    { name: `${name}, p50`, value: p50, unit: 'ms' },
    { name: `${name}, p99`, value: p99, unit: 'ms' },
  ];
}

function comparisons({ ours, naive, emmett, copied }: Turns): BenchRow[] {
  const against = (name: string, theirs: number, least: number) => ({
    name: 'ledger append, 64 callers',
    value: ours.perSecond,
    unit: 'events/s',
    against: `${name} (${theirs}/s)`,
    ratio: round(ours.perSecond / theirs),
    target: `>= ${least}`,
    met: ours.perSecond / theirs >= least,
  });
  if (typeof emmett === 'string') console.log(`skipped: ${emmett}`);
  return [
    against('one row per insert, 16 connections, neither order nor chain', naive.perSecond, 3),
    ...(typeof emmett === 'string' ? [] : [against('emmett-postgresql 0.42.0, 64 callers', emmett.perSecond, 8)]),
    against('bare COPY of the same rows into the same table', copied, 0.33),
  ];
}

/** Time per event in a ledger of a million events against one of ten thousand. Measured in turns, because machines drift. */
async function flatness(serverUrl: string): Promise<BenchRow> {
  const small = await createDatabase(serverUrl, 'bench_small');
  const large = await createDatabase(serverUrl, 'bench_large');
  await fill(small, 10_000);
  await fill(large, FULL_LEDGER);
  const times: { small: number[]; large: number[] } = { small: [], large: [] };
  for (let turn = 0; turn < 2 * TURNS; turn += 1) {
    const first = turn % 2 === 0;
    for (const which of first ? SMALL_FIRST : SMALL_FIRST.toReversed()) {
      const { perSecond } = await appending(which === 'small' ? small : large, 64, 1_000);
      times[which].push(1e6 / perSecond);
    }
  }
  const cost = { small: median(times.small), large: median(times.large) };
  return {
    name: 'time per event in a ledger of 1,000,000 events',
    value: round(cost.large),
    unit: 'us',
    against: `a ledger of 10,000 (${round(cost.small)} us)`,
    ratio: round(cost.large / cost.small),
    target: '<= 1.2',
    met: cost.large / cost.small <= 1.2,
  };
}

/** Rows like real ones but for their hashes, written by the server itself. */
async function fill({ ownerUrl }: LedgerDatabase, events: number): Promise<void> {
  await execute(
    ownerUrl,
    `insert into ledger_events (tenant, position, stream, revision, id, type, schema, at, actor_kind, actor_id, correlation, data, digest, chain)
      select 'acme', n, 'session/' || (n % 50000), n / 50000, uuidv7(), 'DecisionRecorded', 1, now(), 'agent', 'agent-7', 'request-' || n,
        '{"note":"' || repeat('x', 320) || '"}', sha256(n::text::bytea), sha256(n::text::bytea) from generate_series(1, ${events}) n`,
  );
  await execute(ownerUrl, `insert into ledger_heads values ('acme', ${events}, sha256('${events}'), now())`);
  await execute(ownerUrl, 'vacuum analyze ledger_events');
  await execute(ownerUrl, 'checkpoint');
}

async function createDatabase(serverUrl: string, name: string): Promise<LedgerDatabase> {
  await execute(serverUrl, `create database ${name}`);
  return createLedgerDatabase(withDatabase(serverUrl, name));
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

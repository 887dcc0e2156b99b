import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresEventStore } from '#libs/event-store-postgres';
import { createLedgerDatabase, execute, type LedgerDatabase } from '#libs/event-store-postgres/testing';
import { startEmbeddedPostgres } from '#platform/database/embedded-postgres';
import { appendStep, measure, round, type Measured } from './ledger-load.js';
import { bareCopy, emmettAppends, naiveInserts } from './ledger-rivals.js';

interface BenchRow {
  name: string;
  value: number;
  unit: string;
  against?: string;
  ratio?: number;
  target?: string;
}

const RUN_MS = 4_000;
const COPIED_ROWS = 40_000;
const FULL_LEDGER = 1_000_000;

/**
 * Appending to the ledger on a durable PostgreSQL (fsync on) of its own: every event chained, with its stream's revision
 * and a condition checked. Beside it, on the same server: one-row inserts, emmett, and a bare COPY of the same rows.
 */
export async function ledgerAppendBench(): Promise<BenchRow[]> {
  const home = mkdtempSync(join(tmpdir(), 'writ-bench-'));
  const server = await startEmbeddedPostgres({ home, durable: true });
  try {
    const ledger = await createDatabase(server.url, 'bench_ledger');
    const single = await appending(ledger, 1);
    const many = await appending(ledger, 64);
    const crowd = await appending(ledger, 512);
    const naive = await naiveInserts((await createDatabase(server.url, 'bench_naive')).ownerUrl, RUN_MS);
    await execute(server.url, 'create database bench_emmett');
    const emmett = await emmettAppends(process.cwd(), withDatabase(server.url, 'bench_emmett'), RUN_MS);
    const copied = await bareCopy(ledger.ownerUrl, (await createDatabase(server.url, 'bench_copy')).ownerUrl, COPIED_ROWS);
    const flat = await flatness(server.url);
    return [...rowsOf(1, single), ...rowsOf(64, many), ...rowsOf(512, crowd), ...comparisons(many, naive, emmett, copied), flat];
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function appending(database: LedgerDatabase, callers: number, milliseconds = RUN_MS): Promise<Measured> {
  const store = createPostgresEventStore({ ledger: database.ledgerUrl });
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

function comparisons(ours: Measured, naive: Measured, emmett: Measured | string, copied: number): BenchRow[] {
  const against = (name: string, theirs: number, target: string) => ({
    name: 'ledger append, 64 callers',
    value: ours.perSecond,
    unit: 'events/s',
    against: `${name} (${theirs}/s)`,
    ratio: round(ours.perSecond / theirs),
    target,
  });
  if (typeof emmett === 'string') console.log(`skipped: ${emmett}`);
  return [
    against('one row per insert, 16 connections, neither order nor chain', naive.perSecond, '>= 3'),
    ...(typeof emmett === 'string' ? [] : [against('emmett-postgresql 0.42.0, 64 callers', emmett.perSecond, '>= 8')]),
    against('bare COPY of the same rows into the same table', copied, '>= 0.33'),
  ];
}

/** Time per event in a ledger of a million events against one of ten thousand. Measured in turns, because machines drift. */
async function flatness(serverUrl: string): Promise<BenchRow> {
  const small = await createDatabase(serverUrl, 'bench_small');
  const large = await createDatabase(serverUrl, 'bench_large');
  await fill(small, 10_000);
  await fill(large, FULL_LEDGER);
  const cost = { small: 0, large: 0 };
  for (let turn = 0; turn < 3; turn += 1) {
    cost.small += 1e6 / (await appending(small, 64, 1_500)).perSecond / 3;
    cost.large += 1e6 / (await appending(large, 64, 1_500)).perSecond / 3;
  }
  return {
    name: 'time per event in a ledger of 1,000,000 events',
    value: round(cost.large),
    unit: 'us',
    against: `a ledger of 10,000 (${round(cost.small)} us)`,
    ratio: round(cost.large / cost.small),
    target: '<= 1.2',
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
  await execute(ownerUrl, `insert into ledger_heads values ('acme', ${events}, sha256('x'), now())`);
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

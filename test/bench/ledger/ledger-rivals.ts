import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
// The package has no types.
// @ts-expect-error
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { decisionData, measure, timeOrderedId, type Measured } from './ledger-load.js';

const INSERT = `insert into ledger_events (tenant, position, stream, revision, id, type, schema, at, actor_kind, actor_id, correlation, data, digest, chain)
  values ('naive', nextval('naive_position'), $1, $2, $3, 'DecisionRecorded', 1, now(), 'agent', 'agent-7', $4, $5, $6, $6)`;

/** Something that appends and is measured in turns. */
export interface Rival {
  /** Runs for a while. */
  run(milliseconds: number): Promise<Measured>;
  close(): Promise<void>;
}

/** One row per insert and commit over 16 connections, into the ledger's own table, without order, chain or checks. */
export async function naiveInserts(ownerUrl: string): Promise<Rival> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 16 });
  pool.on('error', () => {});
  await pool.query('create sequence naive_position');
  const digest = randomBytes(32);
  let runs = 0;
  return {
    run: (milliseconds) => {
      runs += 1;
      const run = runs;
      return measure(16, milliseconds, (n, i) => {
        const values = [`session/${run}-${n}`, i, timeOrderedId(), `request-${i}`, JSON.stringify(decisionData(i)), digest];
        return pool.query({ name: 'naive', text: INSERT, values });
      });
    },
    close: () => pool.end(),
  };
}

/** Events per second when the rows of one ledger are copied as they are into the same table of another database. */
export async function bareCopy(fromUrl: string, toUrl: string, rows: number): Promise<number> {
  const [source, target] = [new pg.Client(fromUrl), new pg.Client(toUrl)];
  await Promise.all([source.connect(), target.connect()]);
  try {
    const chunks: Buffer[] = [];
    await pipeline(
      source.query(copyTo(`copy (select * from ledger_events limit ${rows}) to stdout`)),
      async (data: AsyncIterable<Buffer>) => {
        for await (const chunk of data) chunks.push(chunk);
      },
    );
    const started = performance.now();
    const into = target.query(copyFrom('copy ledger_events from stdin'));
    await pipeline(chunks, into);
    return Math.round(((into.rowCount ?? 0) * 1000) / (performance.now() - started));
  } finally {
    await Promise.all([source.end(), target.end()]);
  }
}

interface Emmett {
  appendToStream(
    stream: string,
    events: unknown[],
    options: { expectedStreamVersion: bigint | string },
  ): Promise<{ nextExpectedStreamVersion: bigint }>;
  schema: { migrate(): Promise<unknown> };
  close(): Promise<void>;
}

/** emmett's event store with 64 callers, each on a stream of its own and its last version; a reason when it cannot be had. */
export async function emmettAppends(root: string, ownerUrl: string): Promise<Rival | string> {
  const folder = join(root, '.cache', 'rivals');
  try {
    install(root, folder);
  } catch (error) {
    return `@event-driven-io/emmett-postgresql cannot be installed: ${(error as Error).message.split('\n')[0]}`;
  }
  const entry = createRequire(join(folder, 'package.json')).resolve('@event-driven-io/emmett-postgresql');
  const { getPostgreSQLEventStore } = await import(pathToFileURL(entry).href);
  const store = getPostgreSQLEventStore(ownerUrl) as Emmett;
  await store.schema.migrate();
  const versions = new Map<number, bigint>();
  return {
    run: (milliseconds) =>
      measure(64, milliseconds, async (n, i) => {
        const expectedStreamVersion = versions.get(n) ?? 'STREAM_DOES_NOT_EXIST';
        const events = [{ type: 'DecisionRecorded', data: decisionData(i), metadata: { correlation: `request-${i}` } }];
        versions.set(
          n,
          (await store.appendToStream(`session-${n}`, events, { expectedStreamVersion })).nextExpectedStreamVersion,
        );
      }),
    close: () => store.close(),
  };
}

function install(root: string, folder: string): void {
  if (existsSync(join(folder, 'node_modules', '@event-driven-io', 'emmett-postgresql'))) return;
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, 'test', 'bench', 'ledger', 'rivals', 'package.json'), join(folder, 'package.json'));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 120_000,
  });
}

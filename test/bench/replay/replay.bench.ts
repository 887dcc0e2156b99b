import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
// @ts-expect-error -- the package has no types of its own
import { to as copyTo } from 'pg-copy-streams';
import { createPostgresEventStore } from '#libs/event-store-postgres';
import type { EventStore, NewEvent } from '#libs/event-sourcing';
import { findOpa } from '#libs/rego-compiler';
import { reportOf, Tally, type ReplayReport } from '#libs/replay';
import { loadConfiguration, type Configuration } from '#platform/config/configuration';
import { migrate } from '#platform/database/migrations';
import { roleUrl } from '#platform/database/role-urls';
import { startTestPostgres } from '#test/support/test-postgres';
import type { PolicyPlans } from '#features/policies/contract';
import type { ReplayPlan } from '../../../src/features/replays/events.js';
import { ReplayThreads } from '../../../src/features/replays/running/replay-threads.js';
import type { BenchRow } from '../bench-row.js';
import { historyModules, historyPolicy, recordedHistory, recordedInputs, type HistoryPolicy } from './recorded-history.js';

const DECISIONS = Number(process.env['WRIT_BENCH_DECISIONS'] ?? 1_000_000);
const CAUSAL = Math.min(DECISIONS, 20_000);
const OPA_INPUTS = 2_000;
const STRETCH = 20_000;
const THREADS = 2;
const ROUNDS = 3;
const TENANT = 'bench';
const SIMULATION = new URL('../../../src/apps/simulation/main.worker.js', import.meta.url);

/** What a million recorded decisions take to be decided again, beside a bare copy of the same rows and OPA itself. */
export async function replayBench(): Promise<BenchRow[]> {
  const server = await startTestPostgres({ durable: false });
  const configuration = loadConfiguration({ WRIT_HOME: server.home, DATABASE_URL: server.url });
  await migrate(server.url, configuration.deploymentKey);
  const [policy, candidate] = [await historyPolicy(1, 50), await historyPolicy(2, 25)];
  const store = createPostgresEventStore({
    ledger: roleUrl(configuration, 'writ_ledger'),
    app: roleUrl(configuration, 'writ_app'),
  });
  const threads = new ReplayThreads(plansOf([policy, candidate]), configuration, SIMULATION);
  try {
    await append(store, policy);
    const rounds: { copy: number; replay: number; memory: number; processor: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const copy = await seconds(() => copied(configuration));
      let memory = 0;
      const used = process.cpuUsage();
      const watch = setInterval(() => (memory = Math.max(memory, process.memoryUsage.rss())), 100);
      const replay = await seconds(() => replayed(threads, planOf(candidate, 'independent', DECISIONS)));
      clearInterval(watch);
      rounds.push({ copy, replay, memory, processor: processorTime(used) / DECISIONS });
    }
    const causal = await seconds(() =>
      threads.tally({ kind: 'tally', tenant: TENANT, replay: 'c', plan: planOf(candidate, 'causal', CAUSAL), from: 1, to: 1 }),
    );
    const used = process.cpuUsage();
    const all = await seconds(() =>
      threads.tally({
        kind: 'tally',
        tenant: TENANT,
        replay: 'c',
        plan: planOf(candidate, 'causal', CAUSAL),
        from: 2,
        to: CAUSAL,
      }),
    );
    const simulating = processorTime(used) / (CAUSAL - 1);
    const opa = await opaRate(candidate);
    const middle = (of: (round: (typeof rounds)[number]) => number): number =>
      rounds.map(of).toSorted((a, b) => a - b)[ROUNDS >> 1]!;
    const [copy, replay] = [middle((round) => round.copy), middle((round) => round.replay)];
    const rate = DECISIONS / replay;
    return [
      {
        name: `replay of ${DECISIONS.toLocaleString('en-US')} decisions, with report`,
        value: replay,
        unit: 's',
        against: 'a bare COPY of the rows',
        ratio: replay / copy,
        target: '<= 15 s, <= 30 x',
        met: replay <= 15 && replay / copy <= 30,
      },
      {
        name: 'decided again',
        value: rate,
        unit: '1/s',
        against: 'opa eval in batches',
        ratio: rate / opa,
        target: '>= 200,000/s',
        met: rate >= 200_000,
      },
      { name: 'opa eval of the same inputs', value: opa, unit: '1/s' },
      { name: 'causal', value: (CAUSAL - 1) / all, unit: '1/s', target: '>= 50,000/s', met: (CAUSAL - 1) / all >= 50_000 },
      { name: 'causal: until the first decision', value: causal, unit: 's' },
      { name: 'processor time of a decision', value: middle((round) => round.processor), unit: 'us, PostgreSQL apart' },
      { name: 'processor time of a causal one', value: simulating, unit: 'us, PostgreSQL apart' },
      { name: 'memory of the process while it replays', value: middle((round) => round.memory) / 1_000_000, unit: 'MB' },
    ];
  } finally {
    await threads.onModuleDestroy();
    await store.close();
    await server.remove();
  }
}

async function append(store: EventStore, policy: HistoryPolicy): Promise<void> {
  let batch: NewEvent[] = [];
  const waiting: Promise<unknown>[] = [];
  let n = 0;
  for (const event of recordedHistory(TENANT, policy, DECISIONS)) {
    batch.push(event);
    if (batch.length < 500) continue;
    waiting.push(store.append({ tenant: TENANT, writes: [{ stream: `session/s-${(n += 1)}`, expect: 'any', events: batch }] }));
    batch = [];
    if (waiting.length >= 4) await Promise.all(waiting.splice(0));
  }
  await Promise.all(waiting);
}

async function copied(configuration: Configuration): Promise<void> {
  const client = new pg.Client({ connectionString: roleUrl(configuration, 'writ_app') });
  await client.connect();
  await client.query('begin');
  await client.query(`select set_config('writ.tenant', $1, true)`, [TENANT]);
  for await (const _ of client.query(
    copyTo(`copy (select position, id, data from ledger_events where tenant = '${TENANT}') to stdout`),
  ));
  await client.query('rollback');
  await client.end();
}

/** As the job does it, but for what it keeps in tables on the way. */
async function replayed(threads: ReplayThreads, plan: ReplayPlan): Promise<ReplayReport> {
  const replay = `r-${performance.now()}`;
  const starts = Array.from({ length: Math.ceil(DECISIONS / STRETCH) }, (_, n) => n * STRETCH + 1);
  const tallied = await Promise.all(
    Array.from({ length: THREADS }, async (_, lane) => {
      const own = [];
      for (const [n, from] of starts.entries())
        if (n % THREADS === lane)
          own.push({
            n,
            ...(await threads.tally({
              kind: 'tally',
              tenant: TENANT,
              replay,
              plan,
              from,
              to: Math.min(DECISIONS, from + STRETCH - 1),
            })),
          });
      return own;
    }),
  );
  const tally = new Tally({ seed: plan.seed, kept: plan.listed });
  for (const each of tallied.flat().toSorted((one, other) => one.n - other.n)) tally.merge(each.tallied);
  const result = tally.result();
  const positions = result.strata.flatMap(({ kept }) => kept.map(({ position }) => position)).toSorted((a, b) => a - b);
  const told = await threads.tell({ kind: 'tell', tenant: TENANT, replay, plan, positions });
  const { from, to, filter, baseline, candidate, mode, seed, listed } = plan;
  const report = reportOf(
    { tenant: TENANT, source: 'ledger', mode, from, to, filter, baseline, candidate, engine: 'bench', seed, listed },
    result,
    told,
  );
  if (report.totals.decisions !== DECISIONS || report.totals.different === 0 || report.totals.diverged > 0)
    throw new Error(`the replay found ${JSON.stringify(report.totals)}`);
  return report;
}

async function opaRate(policy: HistoryPolicy): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'writ-bench-'));
  try {
    const files = { ...historyModules, 'data.json': policy.data };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'inputs.json'), JSON.stringify({ each: recordedInputs(TENANT, OPA_INPUTS) }));
    const query = '[answer | some each in input.each; answer := data.answer.decision with input as each]';
    const { path: opa } = await findOpa();
    const took = await seconds(() =>
      promisify(execFile)(opa, ['eval', '--v1-compatible', '-d', folder, '-i', join(folder, 'inputs.json'), '-f', 'raw', query], {
        maxBuffer: 1e9,
      }),
    );
    return OPA_INPUTS / took;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function plansOf(policies: readonly HistoryPolicy[]): PolicyPlans {
  const texts = new Map(
    policies.flatMap(
      ({ reference, plan, data }) =>
        [
          [reference.planDigest, plan],
          [reference.dataDigest, data],
        ] as const,
    ),
  );
  return { bytes: async (_: string, digest: string) => Buffer.from(texts.get(digest) ?? '') } as unknown as PolicyPlans;
}

function planOf({ reference: candidate }: HistoryPolicy, mode: ReplayPlan['mode'], to: number): ReplayPlan {
  const filter = { agents: null, tools: null, sessions: null, labels: null, verdicts: null };
  return { from: 1, to, filter, baseline: null, candidate, mode, seed: 'bench', listed: 100 };
}

/** Microseconds of all threads of this process. */
function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

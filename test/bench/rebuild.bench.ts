import pg from 'pg';
import { createPostgresEventStore, createSubscriptionPool, startProjection } from '#libs/event-store-postgres';
import { newId } from '#libs/event-ids';
import type { NewEvent } from '#libs/event-sourcing';
import { loadConfiguration } from '#platform/config/configuration';
import { migrate } from '#platform/database/migrations';
import { roleUrl } from '#platform/database/role-urls';
import { decisionsProjection } from '../../src/features/decisions/reading/decisions.projection.js';
import { startTestPostgres } from '../support/test-postgres.js';
import type { BenchRow } from './bench-row.js';

const EVENTS = 100_000;
const TARGET = 20_000;
const TENANT = 'bench';

/** Empties the decisions view and builds it again from a ledger of decisions and outcomes. */
export async function rebuildBench(): Promise<BenchRow[]> {
  const server = await startTestPostgres({ durable: true });
  const configuration = loadConfiguration({ WRIT_HOME: server.home, DATABASE_URL: server.url });
  await migrate(server.url, configuration.deploymentKey);
  const store = createPostgresEventStore({
    ledger: roleUrl(configuration, 'writ_ledger'),
    app: roleUrl(configuration, 'writ_app'),
  });
  const pool = createSubscriptionPool(roleUrl(configuration, 'writ_app'));
  try {
    for (let n = 0; n < EVENTS; n += 1_000)
      await store.append({ tenant: TENANT, writes: [{ stream: `session/s-${n}`, expect: 'any', events: decisions(n, 500) }] });
    const started = performance.now();
    const running = startProjection({ store, pool }, decisionsProjection);
    while ((await running.lag()) > 0) await new Promise((resolve) => setImmediate(resolve));
    const perSecond = Math.round((EVENTS / (performance.now() - started)) * 1000);
    await running.close();
    await assertRows(server.url);
    return [
      {
        name: 'rebuild of the decisions view',
        value: perSecond,
        unit: 'events/s',
        against: 'target',
        ratio: perSecond / TARGET,
        target: `>= ${TARGET}`,
        met: perSecond >= TARGET,
      },
    ];
  } finally {
    await pool.end();
    await store.close();
    await server.remove();
  }
}

async function assertRows(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: string }>(`select count(*) as n from decisions_decisions where outcome = 'succeeded'`);
  await client.end();
  if (Number(rows[0]?.n) !== EVENTS / 2) throw new Error(`the view has ${rows[0]?.n} rows with an outcome, not ${EVENTS / 2}`);
}

function decisions(from: number, count: number): NewEvent[] {
  const about = {
    schema: 1,
    actor: { kind: 'agent', id: 'a' },
    correlation: null,
    causation: null,
    trace: null,
    sealed: null,
  } as const;
  return Array.from({ length: count }, (_, n): NewEvent[] => {
    const id = newId();
    const session = {
      id: `s-${from}`,
      tags: [],
      openedAt: '2026-11-20T00:00:00.000Z',
      decisions: n,
      allowed: n,
      denied: 0,
      failed: 0,
    };
    const input = {
      tenant: TENANT,
      agent: { id: 'a', labels: {} },
      session,
      tool: `tool-${n % 20}`,
      arguments: { n, text: 'what the tool would be called with' },
      context: {},
      prompt: null,
      time: '2026-11-20T00:00:00.000Z',
    };
    const policy = {
      id: 'default',
      revision: 1,
      digest: 'd'.repeat(64),
      planDigest: 'e'.repeat(64),
      dataDigest: 'f'.repeat(64),
      entrypoint: 'writ/decision',
    };
    const ruling = {
      verdict: 'ALLOW',
      code: 'ALLOWED',
      rule: 'read-tools',
      reason: 'it only reads',
      obligations: [],
      changes: null,
      retryAfter: null,
      approval: null,
      exception: null,
    };
    return [
      {
        ...about,
        id,
        type: 'DecisionRecorded',
        data: { requestId: null, input, ...ruling, policy, controls: 1, risk: 'NONE', riskNote: null },
      },
      {
        ...about,
        id: newId(),
        type: 'OutcomeRecorded',
        data: { decision: id, status: 'succeeded', durationMs: 3, result: null, labels: [], error: null },
      },
    ];
  }).flat();
}

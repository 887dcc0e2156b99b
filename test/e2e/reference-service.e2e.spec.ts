import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { RecordedEvent } from '#libs/event-sourcing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { generateSigningKey, signStatement, STATEMENT_TYPE, type RevisionStatement } from '#libs/policy-signing';
import { eventually } from '#test/support/conditions';
import { RefundServiceProcess, type RefundAnswer } from '#test/support/refund-service-process';
import { addRevision, always, publishPolicy, RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

const POLICY = 'clients/examples/refund-service/policy';
const rego = readFileSync(`${POLICY}/policy.rego`, 'utf8');
const data = JSON.parse(readFileSync(`${POLICY}/data.json`, 'utf8')) as { limits: { production: Record<string, number> } };
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLERS = 6;

interface Reported {
  readonly decisionId: string;
  readonly result: { readonly verdict: string; readonly code: string; readonly rule: string };
  readonly bundles: Readonly<Record<string, string>>;
  readonly attributes: object;
  readonly input: unknown;
}

describe('the reference service', () => {
  let home: string;
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  const services: RefundServiceProcess[] = [];
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'writ-refunds-'));
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'refunds', rego, data);
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await writ.close();
    rmSync(home, { recursive: true, force: true });
  });

  let spools = 0;
  async function start(tenant: SeededTenant, options: { url?: string; spool?: string; more?: readonly string[] } = {}) {
    const spool = options.spool ?? join(home, `spool-${(spools += 1)}`);
    const keyFile = join(home, `${tenant.id}.key`);
    writeFileSync(keyFile, `${tenant.agent.token}\n`, { mode: 0o600 });
    const args = ['--url', options.url ?? writ.url, '--key-file', keyFile, '--policy', 'refunds', '--spool-dir', spool];
    const service = await RefundServiceProcess.start([...args, ...(options.more ?? [])]);
    services.push(service);
    return { service, spool };
  }

  const reportedOf = async (tenant: SeededTenant): Promise<(Reported & Pick<RecordedEvent, 'trace'>)[]> =>
    (await assertLedgerIsSound(writ.store, tenant.id))
      .filter(({ type }) => type === 'DecisionReported')
      .map(({ data: about, trace }) => ({ ...(about as unknown as Reported), trace }));

  it('decides as Writ does, and enforces what was decided', async () => {
    const { service } = await start(acme);
    const statuses = new Map<string, number>();
    for (const role of ['support', 'lead', 'guest', '', 'constructor', '__proto__']) {
      for (const amount of [0.01, 99.99, 100, 100.01, 1_000, 1_000.5, Number.MAX_SAFE_INTEGER]) {
        const here = await service.refund(role, amount);
        const context = { role, resource: 'order', action: 'refund', environment: 'production' };
        const call = { arguments: { orderId: 'o-1', amount, currency: 'EUR' }, context };
        const there = await acme.agent.decide('as-the-server-does', 'refund', call);
        const facts = ({ verdict, code, rule, reason }: Pick<RefundAnswer['body'], 'verdict' | 'code' | 'rule' | 'reason'>) => [
          verdict,
          code,
          rule,
          reason,
        ];
        expectThat(`${role} ${amount}`, facts(here.body)).toStrictEqual(facts(there as never));
        expect(here.body.policy?.digest).toBe(there.policy?.digest);
        if (here.status === 200) expect(here.body.obligations).toStrictEqual(there.obligations);
        statuses.set(here.body.verdict, here.status);
      }
    }
    expect([...statuses].sort(([a], [b]) => (a < b ? -1 : 1))).toStrictEqual([
      ['ALLOW', 200],
      ['DENY', 403],
      ['REQUIRE_APPROVAL', 202],
    ]);
    expect(service.told).toMatch(/refunded: 100 EUR for o-1\n.*notified: finance of o-1/);
    expect(service.told).not.toContain(acme.agent.token ?? '');
    expect(await service.end('SIGTERM')).toBe(0);
  });

  it('reports what it decided, with revision and trace, before it is gone', async () => {
    const { service } = await start(acme);
    const { body } = await service.refund('support', 5, { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` });
    expect(await service.end('SIGTERM')).toBe(0);
    const reported = (await reportedOf(acme)).filter(({ decisionId }) => decisionId === body.decisionId);
    expect(reported).toHaveLength(1);
    const { result, bundles, trace, input, attributes } = reported[0] ?? assert.fail();
    expect([result.verdict, result.code, result.rule]).toStrictEqual(['ALLOW', 'ALLOWED', 'small-refund']);
    expect(bundles).toStrictEqual({ refunds: `refunds@1:${body.policy?.digest}` });
    expect(attributes).toStrictEqual({ role: 'support', resource: 'order', action: 'refund', environment: 'production' });
    expect(trace?.includes(TRACE_ID)).toBeTruthy();
    expect((input as { arguments: { amount: number } }).arguments.amount).toBe(5);
  });

  it('refuses what it cannot do all of: verdicts and obligations it does not know', async () => {
    const rival = await writ.seedTenant(owner);
    const { service } = await start(rival);
    expect([(await service.refund('support', 1)).body.code, (await service.health()).policy]).toStrictEqual([
      'NO_POLICY',
      undefined,
    ]);
    const cases: [string, number, string][] = [
      [always('MODIFY', ', "changes": {"amount": 1}'), 403, 'MODIFIED'],
      [always('ALLOW', ', "obligations": [{"type": "call-the-police"}]'), 403, 'ALLOWED'],
      [always('DEFER', ', "retryAfter": 7'), 503, 'DEFERRED'],
      ['package writ\n\ndecision := {"verdict": "ALLOW"}\n', 403, 'POLICY_ERROR'],
      [always('ALLOW'), 200, 'ALLOWED'],
    ];
    for (const [text, status, code] of cases) {
      const revision = await publishPolicy(rival.operator, 'refunds', text);
      await eventually('it follows', async () => (await service.health()).policy?.revision === revision, 30_000);
      const answer = await service.refund('support', 1);
      expect([answer.status, answer.body.code]).toStrictEqual([status, code]);
    }
    expectThat('only the last one was carried out', service.told.split('refunded').length - 1).toBe(1);
    await service.end('SIGTERM');
  });

  it('follows a publish without a restart, and a rollback', async () => {
    const { service } = await start(acme);
    expect((await service.refund('support', 60)).status).toBe(200);
    const stricter = { limits: { production: { ...data.limits.production, support: 50 } } };
    const published = performance.now();
    const revision = await publishPolicy(acme.operator, 'refunds', rego, stricter);
    await eventually('it follows', async () => (await service.health()).policy?.revision === revision);
    console.info(`a publish was in force after ${Math.round(performance.now() - published)} ms, the publish itself included`);
    expect((await service.refund('support', 60)).status).toBe(202);
    await acme.operator.post('/v1/policies/refunds/rollback', { reason: 'too strict' });
    await eventually('it goes back', async () => (await service.health()).policy?.revision === 1);
    expect((await service.refund('support', 60)).status).toBe(200);
    await service.end('SIGTERM');
  });

  it('uses only what was signed by whom it trusts', async () => {
    const tenant = await writ.seedTenant(owner);
    const [good, other] = [generateSigningKey('ES256'), generateSigningKey('Ed25519')];
    await publishSigned(tenant, good.publicKey.pem, good.privatePem);
    for (const [pem, name, code] of [
      [good.publicKey.pem, tenant.id, 'ALLOWED'],
      [other.publicKey.pem, tenant.id, 'NO_POLICY'],
      [good.publicKey.pem, 'another-tenant', 'NO_POLICY'],
    ] as const) {
      const file = join(home, 'trusted.pem');
      writeFileSync(file, pem);
      const { service } = await start(tenant, { more: ['--trusted-key', file, '--tenant', name] });
      expect((await service.refund('support', 1)).body.code).toBe(code);
      await service.end('SIGTERM');
    }
  });

  describe('while Writ and the service are killed', () => {
    let api: ApiProcess;
    let tenant: SeededTenant;
    const answered = new Map<string, RefundAnswer['body']>();
    let port: number;
    beforeAll(async () => {
      port = await freePort();
      api = await writ.startApiProcess({ WRIT_PORT: String(port) });
      tenant = await writ.seedTenant(owner);
      await publishPolicy(tenant.operator, 'refunds', rego, data);
    });

    it('every decision that was answered is in the ledger exactly once in the end', async () => {
      const url = api.url;
      let { service, spool } = await start(tenant, { url });
      let isOver = false;
      const callers = Array.from({ length: CALLERS }, () =>
        refundUntil(
          () => isOver,
          () => service,
          answered,
        ),
      );
      const more = async (): Promise<void> => {
        const enough = answered.size + 150;
        await eventually('decisions are answered', () => answered.size >= enough, 30_000);
      };
      const killService = async (): Promise<void> => {
        await service.end('SIGKILL');
        ({ service } = await start(tenant, { url, spool }));
      };
      const story = (async () => {
        await more();
        await killService();
        await more();
        process.kill(api.pid, 'SIGKILL');
        await api.ended;
        await more();
        const { staleSince } = (await service.refund('support', 1)).body;
        expectThat('it goes on, and says so', staleSince !== undefined && (await service.health()).spool.decisions >= 150).toBe(
          true,
        );
        await killService();
        await more();
        const { policy } = await service.health();
        expectThat('after a restart without Writ it decides by the plan it kept', policy?.revision).toBe(1);
        api = await writ.startApiProcess({ WRIT_PORT: String(port) });
        expect(api.url).toBe(url);
        await eventually('it hears of Writ again', async () => (await service.health()).staleSince === undefined, 60_000);
        await more();
      })().finally(() => (isOver = true));
      await Promise.all([story, ...callers]);
      await eventually('the spool is empty', async () => (await service.health()).spool.decisions === 0, 60_000);
      expect(await service.end('SIGTERM')).toBe(0);

      const reported = new Map<string, Reported[]>();
      for (const entry of await reportedOf(tenant))
        reported.set(entry.decisionId, [...(reported.get(entry.decisionId) ?? []), entry]);
      for (const [id, told] of answered) {
        const entries = reported.get(id) ?? [];
        expectThat(`${id} is in the ledger ${entries.length} times`, entries).toHaveLength(1);
        expect([entries[0]?.result.verdict, entries[0]?.result.rule]).toStrictEqual([told.verdict, told.rule]);
      }
      expectThat(
        'nothing is there twice',
        [...reported.values()].every(({ length }) => length === 1),
      ).toBe(true);
      // A decision that was on disk when the service was killed, and whose answer was lost with it.
      const unanswered = reported.size - answered.size;
      expectThat(`${unanswered} were recorded that nobody was told`, unanswered).toBeLessThanOrEqual(2 * CALLERS);
      console.info(`${answered.size} decisions answered, ${unanswered} recorded without an answer`);
    });
  });

  async function publishSigned(tenant: SeededTenant, publicKey: string, privatePem: string): Promise<void> {
    const { id, operator } = tenant;
    await operator.post('/v1/policy-keys', { name: 'release', publicKey });
    const revision = await addRevision(operator, 'refunds', rego, data);
    const path = `/v1/policies/refunds/revisions/${revision}`;
    const seen = await eventually('the revision can be read', () => operator.get<RevisionStatement>(path));
    const { digest, planDigest, dataDigest, entrypoint } = seen;
    const statement = {
      type: STATEMENT_TYPE,
      tenant: id,
      policy: 'refunds',
      revision,
      digest,
      planDigest,
      dataDigest,
      entrypoint,
    };
    for (const step of ['submit', 'approve']) await operator.post(`${path}/${step}`);
    await operator.post(`${path}/signatures`, { envelope: signStatement(statement as RevisionStatement, privatePem) });
    await operator.post(`${path}/publish`);
  }
});

/** Asks for refunds one after the other; a service that is gone is asked again where it is by then. */
async function refundUntil(
  isOver: () => boolean,
  service: () => RefundServiceProcess,
  answered: Map<string, RefundAnswer['body']>,
): Promise<void> {
  for (let i = 0; !isOver(); i += 1) {
    const asked = service();
    try {
      const { status, body } = await asked.refund(i % 3 === 0 ? 'guest' : 'support', (i % 7) * 30 + 1);
      expectThat(JSON.stringify(body), [200, 202, 403]).toContain(status);
      answered.set(body.decisionId, body);
    } catch (error) {
      // fetch says so, and JSON of half an answer, when the other side is gone.
      expectThat(String(error), error instanceof TypeError || error instanceof SyntaxError).toBe(true);
      await eventually('the service is started again', () => service() !== asked || isOver(), 30_000);
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
